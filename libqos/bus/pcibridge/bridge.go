package pcibridge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Interfaces of the buses behind bridges, for the tests of bridges.
var (
	BusInterface  = graph.NewInterface[*Bridge]("pci-bridge-bus") // a conventional bus
	PortInterface = graph.NewInterface[*Bridge]("pcie-port")      // a link
)

// Numbers of the buses on a path, from the root bus's on. The bridges of a path are one
// behind the other, and each leaves numbers for those behind it.
const (
	First = 1 // behind the first bridge
	Last  = 7 // the last one that a bridge of the path forwards
)

// Bridge is a bridge. For the devices behind it, it is a [pci.Host].
type Bridge struct {
	primary *pci.Bus
	number  uint8        // of the bus behind the bridge
	last    uint8        // the last bus that the bridge forwards
	device  *pci.Device  // the bridge's own function
	windows []pci.Window // forwarded by the bridge
	bus     *pci.Bus     // see Lead
}

var _ pci.Host = (*Bridge)(nil)

// New returns the bridge at the primary bus's slot and sets it up. It forwards one half
// of the primary bus's windows: the other is for its own registers. Slot is where the
// path's device is on the secondary bus, of that kind.
func New(ctx context.Context, primary *pci.Bus, kind pci.BusKind, slot uint8) (*Bridge, error) {
	var behind []pci.Window
	for _, w := range primary.Host().Windows() {
		_, half := Halves(w)
		behind = append(behind, half)
	}
	number := primary.Slot().Bus + First
	b, err := Set(ctx, primary, number, number|Last, behind)
	if err != nil {
		return nil, err
	}
	options := []pci.BusOption{pci.WithKind(kind), pci.WithSetup(b.Setup)}
	if !primary.HasMessages() {
		options = append(options, pci.WithoutMessages())
	}
	b.bus = pci.NewBus(primary.Machine(), b, pci.Address{Bus: number, Device: slot}, options...)
	return b, nil
}

// Set sets the bridge at the primary bus's slot up: it forwards the buses from number to
// last, and as many of the windows as a bridge can.
func Set(ctx context.Context, primary *pci.Bus, number, last uint8, windows []pci.Window) (*Bridge, error) {
	device, err := primary.Device(ctx)
	if err != nil {
		return nil, fmt.Errorf("pcibridge: %w", err)
	}
	b := &Bridge{primary: primary, number: number, last: last, device: device}
	b.windows = b.forwardable(windows)
	if err := b.Setup(ctx); err != nil {
		return nil, fmt.Errorf("pcibridge: set up %v: %w", device, err)
	}
	return b, nil
}

// Lead gives the bridge the bus behind it, with abilities of its own.
func (b *Bridge) Lead(bus *pci.Bus) { b.bus = bus }

// Bus returns the bus behind the bridge.
func (b *Bridge) Bus() *pci.Bus { return b.bus }

// Primary returns the bus that the bridge is on.
func (b *Bridge) Primary() *pci.Bus { return b.primary }

// Device returns the bridge's own function.
func (b *Bridge) Device() *pci.Device { return b.device }

// Number returns the number of the bus behind the bridge.
func (b *Bridge) Number() uint8 { return b.number }

// Subordinate returns the number of the last bus that the bridge forwards once it is set up.
func (b *Bridge) Subordinate() uint8 { return b.last }

// Root returns the number of the root bus that leads to the bridge.
func (b *Bridge) Root() uint8 { return b.number &^ Last }

// Forwarded returns the windows that the bridge forwards.
func (b *Bridge) Forwarded() []pci.Window { return slices.Clone(b.windows) }

// Setup programs the bus numbers and the windows of the bridge, after the path to it.
func (b *Bridge) Setup(ctx context.Context) error {
	if err := b.primary.Setup(ctx); err != nil {
		return err
	}
	errs := []error{b.SetBuses(ctx, b.number, b.last)}
	for _, w := range b.windows {
		errs = append(errs, b.Forward(ctx, w))
	}
	return errors.Join(append(errs, b.device.Enable(ctx))...)
}

// SetBuses has the bridge forward the buses from secondary to subordinate.
func (b *Bridge) SetBuses(ctx context.Context, secondary, subordinate uint8) error {
	cfg := b.device.Config()
	return errors.Join(
		PrimaryBus.Write(ctx, cfg, b.device.Address().Bus),
		SecondaryBus.Write(ctx, cfg, secondary),
		SubordinateBus.Write(ctx, cfg, subordinate),
	)
}

// Forward has the bridge forward that window in place of the one of its kind. A window
// without a size closes that: the limit is below the base.
func (b *Bridge) Forward(ctx context.Context, w pci.Window) error {
	cfg := b.device.Config()
	first, last := w.Base, w.Base+w.Size-1
	if w.Size == 0 {
		first, last = last&^(unit(w)-1)+unit(w), last&^(unit(w)-1)
	}
	switch {
	case w.IO:
		return errors.Join(
			IOBase.Write(ctx, cfg, uint8(first>>12<<4)), IOLimit.Write(ctx, cfg, uint8(last>>12<<4)),
			IOBaseHigh.Write(ctx, cfg, uint16(first>>16)), IOLimitHigh.Write(ctx, cfg, uint16(last>>16)))
	case w.Prefetchable:
		return errors.Join(
			PrefetchableBase.Write(ctx, cfg, uint16(first>>20<<4)), PrefetchableLimit.Write(ctx, cfg, uint16(last>>20<<4)),
			PrefetchableBaseHigh.Write(ctx, cfg, uint32(first>>32)), PrefetchableLimitHigh.Write(ctx, cfg, uint32(last>>32)))
	}
	return errors.Join(MemoryBase.Write(ctx, cfg, uint16(first>>20<<4)), MemoryLimit.Write(ctx, cfg, uint16(last>>20<<4)))
}

// unit is the least size in bytes of a window, and what its bounds are multiples of.
func unit(w pci.Window) uint64 {
	if w.IO {
		return 1 << 12
	}
	return 1 << 20
}

// Halves splits a window at an address that a bridge's registers can hold: a multiple
// of 4 KiB in I/O space and of 1 MiB in memory space.
func Halves(w pci.Window) (low, high pci.Window) {
	middle := (w.Base + w.Size/2) &^ (unit(w) - 1)
	low, high = w, w
	low.Size = middle - w.Base
	high.Base, high.Size, high.CPU = middle, w.Size-low.Size, w.CPU+low.Size
	return low, high
}

// ResetBehind resets the devices behind the bridge, as software does (section 3.2.5.18
// "Bridge Control Register").
func (b *Bridge) ResetBehind(ctx context.Context) error {
	cfg := b.device.Config()
	return errors.Join(
		BridgeControl.Modify(ctx, cfg, 0, ResetBus),
		b.primary.Machine().Pass(ctx, resetTime),
		BridgeControl.Modify(ctx, cfg, ResetBus, 0),
		b.primary.Machine().Pass(ctx, recoveryTime),
	)
}

// ConfigSize returns the size of configuration space that the host bridge
// reaches, in bytes.
func (b *Bridge) ConfigSize() uint16 { return b.primary.Host().ConfigSize() }

// ReadConfig reads a register of configuration space.
func (b *Bridge) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	return b.primary.Host().ReadConfig(ctx, at, w, offset)
}

// WriteConfig writes a register of configuration space.
func (b *Bridge) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	return b.primary.Host().WriteConfig(ctx, at, w, offset, v)
}

// Windows returns the address ranges for BARs of the devices behind the bridge and
// of those behind other bridges of the primary bus.
func (b *Bridge) Windows() []pci.Window {
	windows := slices.Clone(b.windows)
	for _, w := range b.primary.Host().Windows() {
		if w.Bus != b.device.Address().Bus {
			windows = append(windows, w)
		}
	}
	return windows
}

// forwardable returns the windows of the primary bus that a bridge can forward: one of
// I/O space, one of memory below 4 GiB, and one of prefetchable memory above 4 GiB.
func (b *Bridge) forwardable(all []pci.Window) []pci.Window {
	var windows []pci.Window
	var io, low, high bool
	for _, w := range all {
		if w.Bus != b.device.Address().Bus {
			continue
		}
		w.Bus = b.number
		taken := &low
		switch {
		case w.IO:
			taken = &io
		case w.Base >= 1<<32:
			taken = &high
			w.Prefetchable = true
		}
		if !*taken {
			*taken = true
			windows = append(windows, w)
		}
	}
	return windows
}

// IntLine returns the wire of the pin, through the bridge's if the device is behind it.
func (b *Bridge) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	if pin < pci.INTA || pin > pci.INTD {
		return guest.Wire{}, fmt.Errorf("pcibridge: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	if at.Bus != b.number {
		return b.primary.Host().IntLine(ctx, at, pin)
	}
	return b.primary.Host().IntLine(ctx, b.device.Address(), swizzled(at, pin))
}
