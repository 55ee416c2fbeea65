package mch

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// PMCDriver is the memory controller of the 440FX, Driver that of the Q35.
var (
	PMCDriver = graph.NewDriver[*Controller]("i440FX")
	Driver    = graph.NewDriver[*Controller]("mch")
)

// Offsets in configuration space that differ between the two.
const (
	pmcPAM   = 0x59
	mchPAM   = 0x90
	pmcSMRAM = 0x72
	mchSMRAM = 0x9d
)

// The registers of the Q35 that the 440FX lacks.
const (
	ESMRAMC      reg.Reg[Extended] = 0x9e // "Extended System Management RAM Control"
	PCIEXBAR     reg.Reg[uint32]   = 0x60 // "PCI Express Register Range Base Address", low half
	PCIEXBARHigh reg.Reg[uint32]   = 0x64
)

// Controller is a memory controller, device 0 of bus 0. It is a reg.Space of its
// configuration space, by ports: that of the Q35 in memory can move.
type Controller struct {
	machine    *guest.Machine
	config     pci.Mechanism1
	pam, smram uint16
}

var _ reg.Space = (*Controller)(nil)

// NewPMC returns the controller of a 440FX.
func NewPMC(m *guest.Machine) *Controller { return &Controller{m, ports(m), pmcPAM, pmcSMRAM} }

// NewMCH returns the controller of a Q35.
func NewMCH(m *guest.Machine) *Controller { return &Controller{m, ports(m), mchPAM, mchSMRAM} }

func ports(m *guest.Machine) pci.Mechanism1 {
	return pci.NewMechanism1(m.Ports(pci.Mechanism1Port, pci.Mechanism1Size))
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.machine }

// Load reads a register of configuration space.
func (c *Controller) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	v, err := c.config.ReadConfig(ctx, pci.Address{}, w, uint16(offset))
	return uint64(v), err
}

// Store writes a register of configuration space.
func (c *Controller) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return c.config.WriteConfig(ctx, pci.Address{}, w, uint16(offset), uint32(value))
}

// Attribute is which accesses to a segment go to memory; the others go to PCI ("PAM[0:6]
// Programmable Attribute Map Registers").
type Attribute uint8

// Bits of an attribute.
//
//qgraph:bits
const (
	ReadEnable  Attribute = 1 << 0
	WriteEnable Attribute = 1 << 1
)

const attributes = ReadEnable | WriteEnable

// Segment is a range of addresses with an attribute of its own.
type Segment struct {
	Base, Size uint64

	register uint16 // PAM0 is 0
	shift    int    // of its bits in the register
}

// String returns the addresses.
func (s Segment) String() string { return fmt.Sprintf("%#x-%#x", s.Base, s.Base+s.Size-1) }

// Segments returns the segments, in the order of the registers.
func (c *Controller) Segments() []Segment {
	const (
		firmware = 0xf0000 // the upper half of PAM0
		first    = 0xc0000 // the lower half of PAM1
		small    = 16 << 10
		high     = 4
		count    = 12
	)
	list := []Segment{{Base: firmware, Size: 4 * small, shift: high}}
	for i := range uint64(count) {
		list = append(list, Segment{first + i*small, small, uint16(1 + i/2), int(i % 2 * high)})
	}
	return list
}

// PAM returns the register with a segment's attribute.
func (c *Controller) PAM(s Segment) reg.Reg[uint8] { return reg.Reg[uint8](c.pam + s.register) }

// Attribute sets the attribute of a segment.
func (c *Controller) Attribute(ctx context.Context, s Segment, a Attribute) error {
	return c.PAM(s).Modify(ctx, c, uint8(attributes)<<s.shift, uint8(a)<<s.shift)
}

// AttributeOf returns the attribute of a segment.
func (c *Controller) AttributeOf(ctx context.Context, s Segment) (Attribute, error) {
	v, err := c.PAM(s).Read(ctx, c)
	return Attribute(v>>s.shift) & attributes, err
}

// SMRAM is the System Management RAM Control register.
type SMRAM uint8

// Fields of SMRAM.
//
//qgraph:bits
const (
	Base   SMRAM = 2 << 0 // "C_BASE_SEG": A0000h to BFFFFh, the only value
	Enable SMRAM = 1 << 3 // "G_SMRAME"
	Lock   SMRAM = 1 << 4 // "D_LCK": until a reset
	Closed SMRAM = 1 << 5 // "D_CLS": no data accesses
	Open   SMRAM = 1 << 6 // "D_OPEN": memory also without system management mode
)

// Legacy is where SMRAM is, behind a graphics card.
const (
	LegacyBase = 0xa0000
	LegacySize = 0x20000
)

// SMRAMControl returns the register.
func (c *Controller) SMRAMControl() reg.Reg[SMRAM] { return reg.Reg[SMRAM](c.smram) }

// Extended is the Extended System Management RAM Control register of the Q35.
type Extended uint8

// Fields of ESMRAMC. TSEG has 1 MiB if none of its sizes is given.
//
//qgraph:bits
const (
	TSEGEnable Extended = 1 << 0 // "T_EN"
	TSEG2MiB   Extended = 1 << 1 // "TSEG_SZ=1"
	TSEG8MiB   Extended = 2 << 1 // "TSEG_SZ=2"
	TSEGOther  Extended = 3 << 1 // reserved; QEMU: of the size that its property extended-tseg-mbytes says
)

// Bits of PCIEXBAR.
const (
	PCIEXBAREnable uint32 = 1 << 0
	Length256Buses uint32 = 0 << 1
	Length128Buses uint32 = 1 << 1
	Length64Buses  uint32 = 2 << 1
	BytesOfOneBus         = 1 << 20
	LengthMask     uint32 = 3 << 1
)
