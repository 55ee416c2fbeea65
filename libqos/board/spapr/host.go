package spapr

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcitree"
	"github.com/qgraph/qgraph/qtest"
)

// HostDriver is the host bridge of every "pseries" machine.
var HostDriver = graph.NewDriver[*Host]("spapr-pci-host-bridge")

// BusDriver is the host bridge's PCI bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-spapr")

// BusID is QEMU's name of the first host bridge's bus, for the property "bus" of
// a device.
const BusID = "pci.0"

// Host is a host bridge, described by its node of the device tree. It is a
// [pci.Host] and a [pci.Hotplugger].
type Host struct {
	machine *Partition
	node    *fdt.Node
	unit    uint64 // number of the host bridge
	size    uint16 // of configuration space
	windows []pci.Window
	bus     string // QEMU's name of the bus
}

var (
	_ pci.Host       = (*Host)(nil)
	_ pci.Hotplugger = (*Host)(nil)
)

// NewHost returns the host bridge of a node of the machine's device tree; bus is
// QEMU's name of the bus behind it.
func NewHost(m *Partition, node *fdt.Node, bus string) (*Host, error) {
	h := &Host{machine: m, node: node, size: 256, bus: bus}
	regs, err := node.Reg()
	if err != nil {
		return nil, fmt.Errorf("spapr: %w", err)
	}
	h.unit = regs[0].Base
	kind, err := node.Cell("ibm,pci-config-space-type")
	if err == nil && kind == 1 {
		h.size = 4096
	} else if err != nil && !errors.Is(err, fdt.ErrNoProperty) {
		return nil, fmt.Errorf("spapr: %w", err)
	}
	if h.windows, err = pcitree.Windows(node); err != nil {
		return nil, fmt.Errorf("spapr: %w", err)
	}
	for i := range h.windows {
		h.windows[i].Zero = true
	}
	return h, nil
}

// Machine returns the host bridge's machine.
func (h *Host) Machine() *Partition { return h.machine }

// ConfigSize returns the size of configuration space that the firmware reaches,
// in bytes.
func (h *Host) ConfigSize() uint16 { return h.size }

// ReadConfig reads a register of configuration space. The firmware returns an
// error for absent functions.
func (h *Host) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	values, err := h.machine.RTAS.Call(ctx, "ibm,read-pci-config", 1,
		configAddress(at, offset), uint32(h.unit>>32), uint32(h.unit), uint32(w))
	if errors.Is(err, HardwareError) {
		return ^uint32(0) >> (32 - 8*uint(w)), nil
	}
	if err != nil {
		return 0, err
	}
	return values[0], nil
}

// WriteConfig writes a register of configuration space, if the function is
// present.
func (h *Host) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	_, err := h.machine.RTAS.Call(ctx, "ibm,write-pci-config", 0,
		configAddress(at, offset), uint32(h.unit>>32), uint32(h.unit), uint32(w), v)
	if errors.Is(err, HardwareError) {
		return nil
	}
	return errors.Join(err, h.machine.link.sources.refresh(ctx))
}

// configAddress returns a register's address for the firmware: bits 11:8 of the
// offset, bus, device, function, bits 7:0 of the offset (LoPAPR 1.1, section 7.3.4,
// requirement R1-7.3.4-1).
func configAddress(at pci.Address, offset uint16) uint32 {
	return uint32(offset&0xf00)<<20 | uint32(at.Bus)<<16 | uint32(at.DevFn())<<8 | uint32(offset&0xff)
}

// Windows returns the address ranges for BARs.
func (h *Host) Windows() []pci.Window { return h.windows }

// IntLine returns the pin's interrupt source according to the tree, and watches
// it.
func (h *Host) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	i, err := pcitree.Interrupt(h.node, at, pin)
	if err != nil {
		return guest.Wire{}, err
	}
	source := int(i.Specifier[0])
	return controller().Line(source), h.machine.link.sources.watch(ctx, source)
}
