package rootport

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Complex is a root complex whose root bus has a root port beside the devices that
// are integrated in it. Those neither come nor go while the machine runs; behind the
// port they do.
type Complex struct {
	pci.Host
	port    *Port
	windows []pci.Window
}

var (
	_ pci.Host       = (*Complex)(nil)
	_ pci.Hotplugger = (*Complex)(nil)
)

// Option returns the -device option of the root port that a complex needs, on a bus
// by QEMU's name of it.
func Option(bus string, at pci.Address) graph.Option {
	return graph.Option{Flag: "-device", Type: Driver.Name(), ID: "hotplug-port", Props: []graph.Prop{
		graph.P("bus", bus), graph.P("addr", at.Slot()),
		graph.P("chassis", "1"), // that of other ports is 0
	}}
}

// NewComplex returns the root complex of a host bridge with the root port at an
// address of its root bus, and sets the port up. Each of the two has a half of the
// host bridge's windows.
func NewComplex(ctx context.Context, root *pci.Bus) (*Complex, error) {
	c := &Complex{Host: root.Host()}
	var behind []pci.Window
	for _, w := range root.Host().Windows() {
		own, rest := halves(w)
		c.windows = append(c.windows, own)
		behind = append(behind, rest)
	}
	port, err := newPort(ctx, root, plugBus, behind)
	if err != nil {
		return nil, err
	}
	c.port = port
	c.windows = append(c.windows, port.windows...)
	return c, nil
}

// halves splits a window where a port can: its registers hold multiples of 4 KiB of
// I/O space and of 1 MiB of memory space.
func halves(w pci.Window) (low, high pci.Window) {
	unit := uint64(1 << 20)
	if w.IO {
		unit = 1 << 12
	}
	middle := (w.Base + w.Size/2) &^ (unit - 1)
	low, high = w, w
	low.Size = middle - w.Base
	high.Base, high.Size, high.CPU = middle, w.Size-low.Size, w.CPU+low.Size
	return low, high
}

// Setup programs the port.
func (c *Complex) Setup(ctx context.Context) error { return c.port.setup(ctx) }

// Windows returns where BARs can be mapped, on the root bus and behind the port.
func (c *Complex) Windows() []pci.Window { return c.windows }

// IntLine returns where the pin leads, through the port if the function is behind
// it.
func (c *Complex) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	switch at.Bus {
	case c.port.device.Address().Bus:
		return c.Host.IntLine(ctx, at, pin)
	case plugBus:
		return c.port.IntLine(ctx, at, pin)
	}
	return guest.Wire{}, fmt.Errorf("rootport: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
}

// CanPlug reports whether the address is that of the slot behind the port.
func (c *Complex) CanPlug(at pci.Address) bool { return c.port.CanPlug(at) }

// Plug plugs a device in behind the port.
func (c *Complex) Plug(ctx context.Context, at pci.Address, d hotplug.Device) error {
	return c.port.Plug(ctx, at, d)
}

// Unplug takes out the device behind the port.
func (c *Complex) Unplug(ctx context.Context, at pci.Address) error { return c.port.Unplug(ctx, at) }
