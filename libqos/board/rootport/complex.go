package rootport

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// Complex is a root complex with a root port beside its integrated devices. The
// integrated devices do not support hot plug; the slot behind the port does.
type Complex struct {
	pci.Host
	port    *Port
	windows []pci.Window
}

var (
	_ pci.Host       = (*Complex)(nil)
	_ pci.Hotplugger = (*Complex)(nil)
)

// PlugPort is QEMU's ID of a complex's root port: the bus that a device is plugged into.
const PlugPort = "hotplug-port"

// Option returns the -device option of a complex's root port, on the bus with that
// name in QEMU.
func Option(bus string, at pci.Address) graph.Option {
	return graph.Option{Flag: "-device", Type: Driver.Name(), ID: PlugPort, Props: []graph.Prop{
		graph.P("bus", bus), graph.P("addr", at.Slot()),
		graph.P("chassis", "1"), // other ports have 0
	}}
}

// NewComplex returns the root complex of a host bridge with the root port at an
// address of its root bus, and sets the port up. The root bus and the port each
// get one half of the host bridge's windows.
func NewComplex(ctx context.Context, root *pci.Bus) (*Complex, error) {
	c := &Complex{Host: root.Host()}
	var behind []pci.Window
	for _, w := range root.Host().Windows() {
		own, rest := pcibridge.Halves(w)
		c.windows = append(c.windows, own)
		behind = append(behind, rest)
	}
	port, err := newPort(ctx, root, plugBus, plugBus, behind)
	if err != nil {
		return nil, err
	}
	c.port = port
	c.windows = append(c.windows, port.Forwarded()...)
	return c, nil
}

// Setup programs the port.
func (c *Complex) Setup(ctx context.Context) error { return c.port.Setup(ctx) }

// Windows returns the address ranges for BARs, on the root bus and behind the
// port.
func (c *Complex) Windows() []pci.Window { return c.windows }

// IntLine returns the wire of the pin, through the port if the function is behind
// it.
func (c *Complex) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	switch at.Bus {
	case c.port.Device().Address().Bus:
		return c.Host.IntLine(ctx, at, pin)
	case plugBus:
		return c.port.IntLine(ctx, at, pin)
	}
	return guest.Wire{}, fmt.Errorf("rootport: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
}

// CanPlug reports whether the address is the slot behind the port.
func (c *Complex) CanPlug(at pci.Address) bool { return c.port.CanPlug(at) }

// Plug plugs in a device behind the port.
func (c *Complex) Plug(ctx context.Context, at pci.Address, d hotplug.Device) error {
	return c.port.Plug(ctx, at, d)
}

// Unplug removes the device behind the port.
func (c *Complex) Unplug(ctx context.Context, at pci.Address) error { return c.port.Unplug(ctx, at) }
