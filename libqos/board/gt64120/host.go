package gt64120

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/piix"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// HostDriver is the host bridge of every "malta" machine.
var HostDriver = graph.NewDriver[*Host]("gt64120")

// BusDriver is the host bridge's PCI bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-gt64120")

// ISADriver is the PIIX4, the south bridge with the ISA bus.
var ISADriver = graph.NewDriver[*isa.Bus]("piix4-isa")

// BusID is QEMU's name of the PCI bus, for the property "bus" of a device.
const BusID = "pci"

// Host is the host bridge. It is a [pci.Host].
type Host struct {
	pci.Mechanism1
	machine *guest.Machine
	regs    reg.Space
	pics    [2]guest.Controller
}

var _ pci.Host = (*Host)(nil)

// registers is the address of the bridge's own registers after reset.
const registers = 0x1400_0000

// NewHost returns the host bridge of a machine; pics are its two 8259 interrupt controllers, starting with the
// one at the CPU. The bridge's registers are little-endian on machines of either byte order. Call [Host.Setup]
// before use.
//
// Those of configuration mechanism #1 (the data sheet, "PCI_0 Configuration
// Address" and "PCI_0 Configuration Data") accept only accesses of 32 bits in QEMU
// 11.1.
func NewHost(m *guest.Machine, pics [2]guest.Controller) *Host {
	config := m.Window(registers+configAddress, binary.LittleEndian)
	return &Host{pci.NewWholeMechanism1(config), m, m.Window(registers, binary.LittleEndian), pics}
}

// Machine returns the host bridge's machine.
func (h *Host) Machine() *guest.Machine { return h.machine }

// Registers of PCI.
const (
	command       reg.Reg[uint32] = 0xc00 // the data sheet, "PCI_0 Command"
	configAddress uint64          = 0xcf8

	noSwap uint32 = 1<<16 | 1<<0 // SByteSwap and MByteSwap: no swapping of bytes
)

// Setup turns off the bridge's swapping of bytes. A reset of the machine undoes
// it.
func (h *Host) Setup(ctx context.Context) error {
	if err := command.Write(ctx, h.regs, noSwap); err != nil {
		return fmt.Errorf("gt64120: %w", err)
	}
	return nil
}

// portsCPU is the CPU's address of I/O space.
const portsCPU = 0x1000_0000

// Windows returns the address ranges for BARs: those that the bridge decodes after
// reset (the data sheet, "PCI_0 I/O", "PCI_0 Memory 0" and "PCI_0 Memory 1"),
// without the south bridge's ports.
func (h *Host) Windows() []pci.Window {
	return []pci.Window{
		{IO: true, Base: 0xc000, Size: 0x4000, CPU: portsCPU + 0xc000},
		{Base: 0x1200_0000, Size: 0x200_0000, CPU: 0x1200_0000, Zero: true},
		{Base: 0xf200_0000, Size: 0x200_0000, CPU: 0xf200_0000, Zero: true},
	}
}

// routerSlot is the slot of the PIIX4.
const routerSlot = 10

// The board's PCI slots for cards.
const (
	firstSlot = 18
	lastSlot  = 21
)

// IntLine routes the pin to its own interrupt request and returns the input of the
// first 8259 for it. The wiring of the four pins to PIRQA# to PIRQD# moves on by
// one from slot to slot.
func (h *Host) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	if pin < pci.INTA || pin > pci.INTD || at.Device < firstSlot || at.Device > lastSlot {
		return guest.Wire{}, fmt.Errorf("gt64120: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	router := piix.Router{
		Config: h, At: pci.Address{Device: routerSlot},
		IRQs: [4]uint8{3, 4, 5, 7}, // unused by the board's legacy devices here
	}
	irq, err := router.Route(ctx, (int(pin-pci.INTA)+int(at.Device)-firstSlot)%len(router.IRQs))
	if err != nil {
		return guest.Wire{}, fmt.Errorf("gt64120: %w", err)
	}
	return h.pics[0].Line(irq), nil
}

// NewISA returns the ISA bus behind the host bridge.
func NewISA(_ context.Context, h *Host) (*isa.Bus, error) {
	ports := h.machine.Window(portsCPU, binary.LittleEndian)
	return isa.NewBus(h.machine, ports, isa.ByPICs(h.pics[0], h.pics[1])), nil
}
