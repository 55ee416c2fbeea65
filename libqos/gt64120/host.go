package gt64120

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/reg"
	"github.com/qgraph/qgraph/qtest"
)

// HostDriver is the host bridge that every "malta" machine contains.
var HostDriver = graph.NewDriver[*Host]("gt64120")

// BusDriver is the host bridge's PCI bus.
var BusDriver = graph.NewDriver[*pci.Bus]("pci-bus-gt64120")

// BusID is QEMU's name of the PCI bus, as the property "bus" of a device takes
// it.
const BusID = "pci"

// Host is the host bridge. It is a [pci.Host].
type Host struct {
	machine *guest.Machine
	regs    reg.Space
	pic     string
}

var _ pci.Host = (*Host)(nil)

// registers is where the bridge's own registers are after reset.
const registers = 0x1400_0000

// NewHost returns the host bridge of a machine; pic is the QOM path of the first
// of its two 8259 interrupt controllers. The bridge's registers are little-endian on
// machines of either byte order. It is of use once [Host.Setup] was called.
func NewHost(m *guest.Machine, pic string) *Host {
	return &Host{m, m.Window(registers, binary.LittleEndian), pic}
}

// Machine returns the machine that the host bridge belongs to.
func (h *Host) Machine() *guest.Machine { return h.machine }

// Registers of PCI (the data sheet, "PCI_0 Command", "PCI_0 Configuration
// Address" and "PCI_0 Configuration Data"). Those of configuration are those of
// configuration mechanism #1.
const (
	command       reg.Reg[uint32] = 0xc00
	configAddress reg.Reg[uint32] = 0xcf8
	configData    reg.Reg[uint32] = 0xcfc

	noSwap       uint32 = 1<<16 | 1<<0 // SByteSwap and MByteSwap: the bytes stay in their order
	configEnable uint32 = 1 << 31
)

// Setup has the bridge leave the order of bytes alone; a reset of the machine
// undoes it.
func (h *Host) Setup(ctx context.Context) error {
	if err := command.Write(ctx, h.regs, noSwap); err != nil {
		return fmt.Errorf("gt64120: %w", err)
	}
	return nil
}

// ConfigSize returns 256 bytes: the mechanism reaches no more.
func (h *Host) ConfigSize() uint16 { return 256 }

// ReadConfig reads a register of configuration space, as part of the doubleword
// that it is in: QEMU 11.1 has no narrower accesses.
func (h *Host) ReadConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	if err := h.selectRegister(ctx, at, offset); err != nil {
		return 0, err
	}
	v, err := configData.Read(ctx, h.regs)
	return v >> shift(offset) & mask(w), err
}

// WriteConfig writes a register of configuration space, with the rest of the
// doubleword as it is.
func (h *Host) WriteConfig(ctx context.Context, at pci.Address, w qtest.Width, offset uint16, v uint32) error {
	rest, err := h.rest(ctx, at, w, offset)
	if err != nil {
		return err
	}
	if err := h.selectRegister(ctx, at, offset); err != nil {
		return err
	}
	return configData.Write(ctx, h.regs, rest|v<<shift(offset))
}

// rest returns what a write is to leave alone. Of Command's doubleword that is
// zeros: the bits of Status are cleared by writing one to them.
func (h *Host) rest(ctx context.Context, at pci.Address, w qtest.Width, offset uint16) (uint32, error) {
	if w == qtest.Width32 || offset == uint16(pci.Command) && w == pci.Command.Width() {
		return 0, nil
	}
	v, err := h.ReadConfig(ctx, at, qtest.Width32, offset&^3)
	return v &^ (mask(w) << shift(offset)), err
}

// shift is where in its doubleword a register begins.
func shift(offset uint16) uint16 { return offset % 4 * 8 }

// mask has the bits of a width.
func mask(w qtest.Width) uint32 { return ^uint32(0) >> (32 - 8*uint(w)) }

// selectRegister selects the doubleword that the register is in.
func (h *Host) selectRegister(ctx context.Context, at pci.Address, offset uint16) error {
	return configAddress.Write(ctx, h.regs, configEnable|uint32(at.Bus)<<16|uint32(at.DevFn())<<8|uint32(offset&0xfc))
}

// Windows returns where BARs can be mapped: what the bridge decodes after reset
// (the data sheet, "PCI_0 I/O", "PCI_0 Memory 0" and "PCI_0 Memory 1"), of I/O space
// only ports that no part of the south bridge has.
func (h *Host) Windows() []pci.Window {
	const io = 0x1000_0000
	return []pci.Window{
		{IO: true, Base: 0xc000, Size: 0x4000, CPU: io + 0xc000},
		{Base: 0x1200_0000, Size: 0x200_0000, CPU: 0x1200_0000, Zero: true},
		{Base: 0xf200_0000, Size: 0x200_0000, CPU: 0xf200_0000, Zero: true},
	}
}

// The interrupt router is function 0 of the PIIX4. Each PIRQRC register says
// which interrupt request of the 8259s one of the four PIRQ# pins raises (82371AB,
// "PIRQRC[A:D]—PIRQX Route Control Registers (Function 0)").
const (
	routerSlot = 10
	pirqRoutes = 0x60 // offset of PIRQRCA; B, C and D follow
)

// The board's PCI slots for cards.
const (
	firstSlot = 18
	lastSlot  = 21
)

// IntLine routes the pin to an interrupt request of its own and returns the
// input of the first 8259 for it. From slot to slot the four pins are wired to PIRQA#
// to PIRQD# one further.
func (h *Host) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (controller string, line int, err error) {
	if pin < pci.INTA || pin > pci.INTD || at.Device < firstSlot || at.Device > lastSlot {
		return "", 0, fmt.Errorf("gt64120: interrupt line of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	irqs := [4]uint8{3, 4, 5, 7} // of which the board's legacy devices make no use here
	pirq := (int(pin-pci.INTA) + int(at.Device) - firstSlot) % len(irqs)
	router := pci.Address{Device: routerSlot}
	if err := h.WriteConfig(ctx, router, qtest.Width8, uint16(pirqRoutes+pirq), uint32(irqs[pirq])); err != nil {
		return "", 0, fmt.Errorf("gt64120: route PIRQ%c#: %w", 'A'+pirq, err)
	}
	return h.pic, int(irqs[pirq]), nil
}
