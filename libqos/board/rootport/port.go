package rootport

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

// RootInterface is the interface of every bus for root ports.
var RootInterface = graph.NewInterface[*pci.Bus]("pcie-root-bus")

// Driver is QEMU's root port.
var Driver = graph.NewDriver[*Port]("pcie-root-port")

// Bus numbers: the one behind the path's port, and the one behind a [Complex]'s
// port for hot plug.
const (
	pathBus = 1
	plugBus = 2
)

// Port is a root port. For the device behind it, it is a [pci.Host] and a
// [pci.Hotplugger].
type Port struct {
	root    *pci.Bus
	number  uint8        // of the bus behind the port
	device  *pci.Device  // the port's own function
	windows []pci.Window // forwarded by the port
	bus     *pci.Bus
}

var (
	_ pci.Host       = (*Port)(nil)
	_ pci.Hotplugger = (*Port)(nil)
)

// New returns the root port at the root bus's slot and sets it up: the port
// forwards the host bridge's windows to its own bus. Without a monitor everything
// except hot plug works.
func New(ctx context.Context, root *pci.Bus) (*Port, error) {
	return newPort(ctx, root, pathBus, root.Host().Windows())
}

func newPort(ctx context.Context, root *pci.Bus, number uint8, windows []pci.Window) (*Port, error) {
	device, err := root.Device(ctx)
	if err != nil {
		return nil, fmt.Errorf("rootport: %w", err)
	}
	p := &Port{root: root, number: number, device: device}
	p.windows = p.forwardable(windows)
	if err := p.setup(ctx); err != nil {
		return nil, fmt.Errorf("rootport: set up %v: %w", device, err)
	}
	p.bus = pci.NewBus(root.Machine(), p, pci.Address{Bus: number},
		pci.WithKind(pci.Link), pci.WithHotplug(p), pci.WithSetup(p.setup))
	return p, nil
}

// Bus returns the bus behind the port.
func (p *Port) Bus() *pci.Bus { return p.bus }

// setup programs the bus numbers and the windows of the port, after the path to
// the port.
func (p *Port) setup(ctx context.Context) error {
	if err := p.root.Setup(ctx); err != nil {
		return err
	}
	cfg := p.device.Config()
	errs := []error{
		PrimaryBus.Write(ctx, cfg, p.device.Address().Bus),
		SecondaryBus.Write(ctx, cfg, p.number),
		SubordinateBus.Write(ctx, cfg, p.number),
	}
	for _, w := range p.windows {
		first, last := w.Base, w.Base+w.Size-1
		switch {
		case w.IO:
			errs = append(errs,
				IOBase.Write(ctx, cfg, uint8(first>>12<<4)), IOLimit.Write(ctx, cfg, uint8(last>>12<<4)),
				IOBaseHigh.Write(ctx, cfg, uint16(first>>16)), IOLimitHigh.Write(ctx, cfg, uint16(last>>16)))
		case w.Prefetchable:
			errs = append(errs,
				PrefetchableBase.Write(ctx, cfg, uint16(first>>20<<4)), PrefetchableLimit.Write(ctx, cfg, uint16(last>>20<<4)),
				PrefetchableBaseHigh.Write(ctx, cfg, uint32(first>>32)), PrefetchableLimitHigh.Write(ctx, cfg, uint32(last>>32)))
		default:
			errs = append(errs,
				MemoryBase.Write(ctx, cfg, uint16(first>>20<<4)), MemoryLimit.Write(ctx, cfg, uint16(last>>20<<4)))
		}
	}
	return errors.Join(append(errs, p.device.Enable(ctx))...)
}

// ConfigSize returns the size of configuration space that the host bridge
// reaches, in bytes.
func (p *Port) ConfigSize() uint16 { return p.root.Host().ConfigSize() }

// ReadConfig reads a register of configuration space.
func (p *Port) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	return p.root.Host().ReadConfig(ctx, at, w, offset)
}

// WriteConfig writes a register of configuration space.
func (p *Port) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	return p.root.Host().WriteConfig(ctx, at, w, offset, v)
}

// Windows returns the address ranges for BARs of the device behind the port and
// of those behind other ports.
func (p *Port) Windows() []pci.Window {
	windows := slices.Clone(p.windows)
	for _, w := range p.root.Host().Windows() {
		if w.Bus != p.device.Address().Bus {
			windows = append(windows, w)
		}
	}
	return windows
}

// forwardable returns the windows of the root bus that a port can forward: one of
// I/O space, one of memory below 4 GiB, and one of prefetchable memory above 4 GiB.
func (p *Port) forwardable(all []pci.Window) []pci.Window {
	var windows []pci.Window
	var io, low, high bool
	for _, w := range all {
		if w.Bus != p.device.Address().Bus {
			continue
		}
		w.Bus = p.number
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

// IntLine returns the wire of the pin. Behind a bridge, the wiring of the four pins
// to the bridge's pins moves on by one from device to device (PCI-to-PCI Bridge
// Architecture 1.2, section 9.1 "Interrupt Routing").
func (p *Port) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	if pin < pci.INTA || pin > pci.INTD {
		return guest.Wire{}, fmt.Errorf("rootport: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	if at.Bus != p.number {
		return p.root.Host().IntLine(ctx, at, pin)
	}
	own := pci.INTA + (pin-pci.INTA+pci.Pin(at.Device))%4
	return p.root.Host().IntLine(ctx, p.device.Address(), own)
}
