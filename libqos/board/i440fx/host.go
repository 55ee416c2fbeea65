package i440fx

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/piix"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// HostDriver is the host bridge of every "pc" machine.
var HostDriver = graph.NewDriver[*Host]("i440FX-pcihost")

// BusDriver is the host bridge's PCI bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-pc")

// ISADriver is the PIIX3, the south bridge with the ISA bus.
var ISADriver = graph.NewDriver[*isa.Bus]("PIIX3")

// BusID is QEMU's name of the PCI bus, for the property "bus" of a device.
const BusID = "pci.0"

// Host is the host bridge. It is a [pci.Host] and a [pci.Hotplugger].
type Host struct {
	pci.Mechanism1
	machine *guest.Machine
}

var (
	_ pci.Host       = (*Host)(nil)
	_ pci.Hotplugger = (*Host)(nil)
)

// NewHost returns the host bridge of a machine. Without a monitor of the
// machine, everything except hot plug works.
func NewHost(m *guest.Machine) *Host {
	return &Host{pci.NewMechanism1(m.Ports(pci.Mechanism1Port, pci.Mechanism1Size)), m}
}

// Machine returns the host bridge's machine.
func (h *Host) Machine() *guest.Machine { return h.machine }

// Windows returns the address ranges for BARs. The host bridge forwards addresses
// that it does not decode itself to PCI (82441FX, section 3.3 "Memory Address
// Map"); these ranges have no RAM, no I/O APIC and no firmware, and none of the
// chipset's ports.
func (h *Host) Windows() []pci.Window {
	return []pci.Window{
		{IO: true, Base: 0xc000, Size: 0x4000, Ports: true},
		{Base: 0xe000_0000, Size: 0x1e00_0000, CPU: 0xe000_0000, Zero: true},
		{Base: 0x8_0000_0000, Size: 0x8_0000_0000, CPU: 0x8_0000_0000, Zero: true},
	}
}

// routerSlot is the slot of the PIIX3.
const routerSlot = 1

// ioapic is the I/O APIC. Its inputs 3 to 15 are the interrupt requests of the
// same number.
func ioapic() guest.Controller { return guest.Controller{Path: "/machine/i440fx/ioapic"} }

// IntLine routes the pin to its own interrupt request and returns the I/O APIC's
// input for it. The wiring of the four pins to PIRQA# to PIRQD# moves on by one
// from slot to slot (QEMU 11.1, the _PRT object of its ACPI tables).
func (h *Host) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	if pin < pci.INTA || pin > pci.INTD || at.Device == 0 {
		return guest.Wire{}, fmt.Errorf("i440fx: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	router := piix.Router{
		Config: h, At: pci.Address{Device: routerSlot},
		IRQs: [4]uint8{10, 11, 5, 7}, // unused by the chipset and its legacy devices
	}
	irq, err := router.Route(ctx, (int(pin-pci.INTA)+int(at.Device)-1)%len(router.IRQs))
	if err != nil {
		return guest.Wire{}, fmt.Errorf("i440fx: %w", err)
	}
	return ioapic().Line(irq), nil
}

// NewISA returns the ISA bus behind the host bridge.
func NewISA(_ context.Context, h *Host) (*isa.Bus, error) {
	return isa.NewBus(h.machine, h.machine.Ports(0, isa.PortCount), isa.ByIOAPIC(ioapic())), nil
}
