package i440fx

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// HostDriver is the host bridge that every "pc" machine contains.
var HostDriver = graph.NewDriver[*Host]("i440FX-pcihost")

// BusDriver is the host bridge's PCI bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-pc")

// BusID is QEMU's name of the PCI bus, as the property "bus" of a device takes
// it.
const BusID = "pci.0"

// Host is the host bridge. It is a [pci.Host] and a [pci.Hotplugger].
type Host struct {
	machine *guest.Machine
	ports   pci.Ports
	monitor *qmp.Client
}

var (
	_ pci.Host       = (*Host)(nil)
	_ pci.Hotplugger = (*Host)(nil)
)

// NewHost returns the host bridge of a machine, whose I/O ports are reached by
// ports. Without a monitor everything works but hot plug.
func NewHost(m *guest.Machine, ports pci.Ports, monitor *qmp.Client) *Host {
	return &Host{machine: m, ports: ports, monitor: monitor}
}

// Machine returns the machine that the host bridge belongs to.
func (h *Host) Machine() *guest.Machine { return h.machine }

// Ports of configuration mechanism #1 (PCI Local Bus 3.0, section 3.2.2.3.2
// "Software Generation of Configuration Transactions").
const (
	configAddress uint16 = 0xcf8
	configData    uint16 = 0xcfc
	configEnable  uint32 = 1 << 31
)

// ConfigSize returns 256 bytes: the mechanism reaches no more.
func (h *Host) ConfigSize() uint16 { return 256 }

// ReadConfig reads a register of configuration space.
func (h *Host) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	if err := h.selectRegister(ctx, at, offset); err != nil {
		return 0, err
	}
	return h.ports.In(ctx, w, configData+offset%4)
}

// WriteConfig writes a register of configuration space.
func (h *Host) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	if err := h.selectRegister(ctx, at, offset); err != nil {
		return err
	}
	return h.ports.Out(ctx, w, configData+offset%4, v)
}

// selectRegister selects the doubleword that the register is in.
func (h *Host) selectRegister(ctx context.Context, at pci.Address, offset uint16) error {
	v := configEnable | uint32(at.Bus)<<16 | uint32(at.DevFn())<<8 | uint32(offset&0xfc)
	return h.ports.Out(qtest.WithNote(ctx, qtest.Note{}), qtest.Width32, configAddress, v)
}

// Windows returns where BARs can be mapped. What the host bridge does not decode
// itself it forwards to PCI (82441FX, section 3.3 "Memory Address Map"); these ranges
// have no RAM, no I/O APIC and no firmware, and none of the chipset's ports.
func (h *Host) Windows() []pci.Window {
	return []pci.Window{
		{IO: true, Base: 0xc000, Size: 0x4000, Ports: h.ports},
		{Base: 0xe000_0000, Size: 0x1e00_0000, CPU: 0xe000_0000, Zero: true},
		{Base: 0x8_0000_0000, Size: 0x8_0000_0000, CPU: 0x8_0000_0000, Zero: true},
	}
}

// The interrupt router is function 0 of the PIIX3. Each PIRQRC register says
// which interrupt request of the PC one of the four PIRQ# pins raises (82371SB,
// "PIRQRC[A:D]—PIRQx Route Control Registers (Function 0)").
const (
	routerSlot = 1
	pirqRoutes = 0x60 // offset of PIRQRCA; B, C and D follow
)

// ioapic is the QOM path of the I/O APIC, whose inputs 3 to 15 are the interrupt
// requests of the same number.
const ioapic = "/machine/i440fx/ioapic"

// IntLine routes the pin to an interrupt request of its own and returns the I/O
// APIC's input for it. From slot to slot the four pins are wired to PIRQA# to PIRQD#
// one further (QEMU 11.1, the _PRT object of its ACPI tables).
func (h *Host) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (controller string, line int, err error) {
	if pin < pci.INTA || pin > pci.INTD || at.Device == 0 {
		return "", 0, fmt.Errorf("i440fx: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	irqs := [4]uint8{10, 11, 5, 7} // which neither the chipset nor its legacy devices use
	pirq := (int(pin-pci.INTA) + int(at.Device) - 1) % len(irqs)
	router := pci.Address{Device: routerSlot}
	if err := h.WriteConfig(ctx, router, qtest.Width8, uint16(pirqRoutes+pirq), uint32(irqs[pirq])); err != nil {
		return "", 0, fmt.Errorf("i440fx: route PIRQ%c#: %w", 'A'+pirq, err)
	}
	return ioapic, int(irqs[pirq]), nil
}
