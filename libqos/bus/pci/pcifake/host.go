package pcifake

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Addresses of the windows.
const (
	ioBase     = 0x1000
	ioSize     = 0x1000
	ioCPU      = 0xa000_1000
	memoryBase = 0x4000_0000
	memorySize = 0x10_0000
	memoryCPU  = 0x9000_0000
	highBase   = 0x10_0000_0000
	highSize   = 0x100_0000
)

// Host is a host bridge with configuration space, windows of memory and of I/O
// ports, and interrupt lines by slot.
type Host struct {
	*Link
	Size     uint16 // of configuration space: 256 or 4096
	Kind     pci.BusKind
	Silent   bool  // there are no message signalled interrupts
	MappedIO bool  // I/O space is memory-mapped, not reached by port instructions
	Swapped  bool  // a fault: configuration space in the wrong byte order
	Stuck    bool  // a fault: unplugged functions stay
	Refusal  error // the error of Unplug, if not nil
}

var (
	_ pci.Host       = (*Host)(nil)
	_ pci.Hotplugger = (*Host)(nil)
)

// NewHost returns a host bridge with functions at their addresses.
func NewHost(functions map[pci.Address]*Function) *Host {
	l := &Link{ram: map[uint64]byte{}, Lines: map[int]bool{}, functions: functions}
	for _, f := range functions {
		f.link = l
	}
	return &Host{Link: l, Size: 256}
}

// Bus returns the bus behind the host bridge, on a little-endian machine with
// 1 MiB of memory for the test.
func (h *Host) Bus(slot pci.Address) *pci.Bus {
	m := guest.NewMachine(h.Link, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	opts := []pci.BusOption{pci.WithKind(h.Kind), pci.WithHotplug(h)}
	if h.Silent {
		opts = append(opts, pci.WithoutMessages())
	}
	return pci.NewBus(m, h, slot, opts...)
}

// ReadConfig reads configuration space; all ones without a function.
func (h *Host) ReadConfig(_ context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	f := h.functions[at]
	if f == nil {
		return ^uint32(0) >> (32 - 8*uint(w)), nil
	}
	return h.order(w, f.readConfig(w, offset)), nil
}

// WriteConfig writes configuration space.
func (h *Host) WriteConfig(_ context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	if f := h.functions[at]; f != nil {
		f.writeConfig(w, offset, h.order(w, v))
	}
	return nil
}

func (h *Host) order(w qtest.Width, v uint32) uint32 {
	if h.Swapped {
		return uint32(guest.Swap(w, uint64(v)))
	}
	return v
}

// ConfigSize returns the size of configuration space.
func (h *Host) ConfigSize() uint16 { return h.Size }

// Windows returns a window of I/O space, one of memory with different addresses
// for CPU and PCI, and one that only 64-bit BARs reach.
func (h *Host) Windows() []pci.Window {
	return []pci.Window{
		h.io(),
		{Base: memoryBase, Size: memorySize, CPU: memoryCPU, Zero: true},
		{Base: highBase, Size: highSize, CPU: highBase, Zero: true},
	}
}

// io returns the window of I/O space.
func (h *Host) io() pci.Window {
	w := pci.Window{IO: true, Base: ioBase, Size: ioSize}
	if h.MappedIO {
		w.CPU, w.Zero = ioCPU, true
	} else {
		w.Ports = true
	}
	return w
}

// IntLine returns a line for each slot and pin.
func (h *Host) IntLine(_ context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	return guest.Controller{Path: "/machine/pic"}.Line(int(at.Device)*4 + int(pin)), nil
}

// CanPlug reports that every slot of bus 0 supports hot plug.
func (h *Host) CanPlug(at pci.Address) bool { return at.Bus == 0 }

// Plug puts a function at an address, with the device's name as its vendor ID.
func (h *Host) Plug(_ context.Context, at pci.Address, d hotplug.Device) error {
	if h.functions[at] != nil {
		return fmt.Errorf("pcifake: %v is in use", at)
	}
	f := New(pci.Model{Name: d.Driver, ID: pci.ID{Vendor: 0x1234, Device: 0x5678}})
	f.link = h.Link
	h.functions[at] = f
	return nil
}

// Unplug removes the function at an address.
func (h *Host) Unplug(_ context.Context, at pci.Address) error {
	switch {
	case h.functions[at] == nil:
		return fmt.Errorf("pcifake: no function at %v", at)
	case h.Refusal != nil:
		return h.Refusal
	}
	if !h.Stuck {
		delete(h.functions, at)
	}
	return nil
}

// Reset resets every function.
func (h *Host) Reset(context.Context) error {
	for _, f := range h.functions {
		f.Reset()
	}
	return nil
}
