package q35

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/ecam"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// HostDriver is the host bridge of every "q35" machine.
var HostDriver = graph.NewDriver[*Host]("q35-pcihost")

// BusDriver is the host bridge's root bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-q35")

// ISADriver is the LPC interface bridge of the ICH9, with the chips of an ISA bus
// (316972, section 5.4 "LPC Bridge (w/ System and Management Functions) (D31:F0)").
var ISADriver = graph.NewDriver[*isa.Bus]("ICH9-LPC")

// BusID is QEMU's name of the root bus, for the property "bus" of a device.
const BusID = "pcie.0"

// Host is the host bridge. It is a [pci.Host].
type Host struct {
	ecam.Config
	machine *guest.Machine
}

var _ pci.Host = (*Host)(nil)

// configBase is the address of configuration space, the one that the machine's
// firmware would choose.
const (
	configBase  = 0xe000_0000
	configBuses = 256
)

// NewHost returns the host bridge of a machine. Call [Host.Setup] before use.
func NewHost(m *guest.Machine) *Host {
	return &Host{ecam.NewConfig(m, configBase, configBuses), m}
}

// Machine returns the host bridge's machine.
func (h *Host) Machine() *guest.Machine { return h.machine }

// PCIEXBAR, the PCI Express Register Range Base Address, of device 0 (316966,
// "PCIEXBAR—PCI Express Register Range Base Address").
const (
	pciexbar       uint16 = 0x60
	pciexbarEnable uint32 = 1 << 0 // with bits 2:1, Length, at 0: 256 MiB
)

// Setup maps configuration space into memory. A reset of the machine undoes it.
func (h *Host) Setup(ctx context.Context) error {
	ports := pci.NewMechanism1(h.machine.Ports(pci.Mechanism1Port, pci.Mechanism1Size))
	err := ports.WriteConfig(ctx, pci.Address{}, qtest.Width32, pciexbar+4, 0) // bits 63:32
	if err == nil {
		err = ports.WriteConfig(ctx, pci.Address{}, qtest.Width32, pciexbar, configBase|pciexbarEnable)
	}
	if err != nil {
		return fmt.Errorf("q35: write PCIEXBAR: %w", err)
	}
	return nil
}

// Windows returns the address ranges for BARs. The host bridge forwards addresses
// that it does not decode itself to PCI; these ranges have no RAM, no configuration
// space, no I/O APIC and no firmware, and none of the chipset's ports.
func (h *Host) Windows() []pci.Window {
	return []pci.Window{
		{IO: true, Base: 0xc000, Size: 0x4000, Ports: true},
		{Base: 0xc000_0000, Size: 0x2000_0000, CPU: 0xc000_0000, Zero: true},
		{Base: 0x8_0000_0000, Size: 0x8_0000_0000, CPU: 0x8_0000_0000, Zero: true},
	}
}

// ioapic is the I/O APIC. Its inputs 0 to 15 are the interrupt requests of ISA
// devices, and inputs 16 to 23 are PIRQA# to PIRQH# (316972, section 5.9
// "Advanced Programmable Interrupt Controller (APIC) (D31:F0)", table "APIC
// Interrupt Mapping").
func ioapic() guest.Controller { return guest.Controller{Path: "/machine/q35/ioapic"} }

const pirqE = 20

// lastSlot is the last slot with the pin wiring of a plug-in card. The slots
// behind it are the chipset's own.
const lastSlot = 24

// IntLine returns the I/O APIC's input for the pin. The wiring of the four pins to
// PIRQE# to PIRQH# moves on by one from slot to slot (QEMU 11.1, the _PRT object of
// its ACPI tables).
func (h *Host) IntLine(_ context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	if pin < pci.INTA || pin > pci.INTD || at.Bus != 0 || at.Device > lastSlot {
		return guest.Wire{}, fmt.Errorf("q35: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	return ioapic().Line(pirqE + (int(pin-pci.INTA)+int(at.Device))%4), nil
}

// PIRQ returns the I/O APIC's input of PIRQA#, 0, to PIRQH#, 7.
func (h *Host) PIRQ(n int) guest.Wire {
	const pirqA = 16
	return ioapic().Line(pirqA + n)
}

// NewISA returns the ISA bus behind the host bridge.
func NewISA(_ context.Context, h *Host) (*isa.Bus, error) {
	return isa.NewBus(h.machine, h.machine.Ports(0, isa.PortCount), isa.ByIOAPIC(ioapic())), nil
}
