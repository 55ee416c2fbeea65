package ecam

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcitree"
)

// HostDriver is the host bridge of machines for virtual hardware.
var HostDriver = graph.NewDriver[*Host]("generic-pcihost")

// BusDriver is the host bridge's root bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-generic")

// BusID is QEMU's name of the root bus, for the property "bus" of a device.
const BusID = "pcie.0"

// Host is a host bridge from a device tree. It is a [pci.Host].
type Host struct {
	Config
	machine *guest.Machine
	node    *fdt.Node
	windows []pci.Window
	route   fdt.Route
}

var _ pci.Host = (*Host)(nil)

// FromTree returns the host bridge that a machine's device tree describes.
// Route is the machine's wiring of the tree's interrupts.
func FromTree(m *guest.Machine, tree *fdt.Node, route fdt.Route) (*Host, error) {
	node, err := tree.Find("pci-host-ecam-generic")
	if err != nil {
		return nil, fmt.Errorf("ecam: %w", err)
	}
	h := &Host{machine: m, node: node, route: route}
	regs, err := node.Reg()
	if err != nil {
		return nil, fmt.Errorf("ecam: %w", err)
	}
	buses, err := node.Cells("bus-range")
	if err != nil {
		return nil, fmt.Errorf("ecam: %w", err)
	}
	if len(regs) != 1 || len(buses) != 2 || buses[0] != 0 || regs[0].Size != uint64(buses[1]+1)<<20 {
		return nil, fmt.Errorf("ecam: %v: registers %#x do not match buses %v", node, regs, buses)
	}
	h.Config = NewConfig(m, regs[0].Base, int(buses[1])+1)
	if h.windows, err = pcitree.Windows(node); err != nil {
		return nil, fmt.Errorf("ecam: %w", err)
	}
	return h, nil
}

// Machine returns the host bridge's machine.
func (h *Host) Machine() *guest.Machine { return h.machine }

// Windows returns the address ranges for BARs.
func (h *Host) Windows() []pci.Window { return h.windows }

// IntLine returns the wire of the pin according to the tree.
func (h *Host) IntLine(_ context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	i, err := pcitree.Interrupt(h.node, at, pin)
	if err != nil {
		return guest.Wire{}, err
	}
	return h.route(i)
}
