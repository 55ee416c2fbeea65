package pci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Registers of the configuration space header of type 0 (PCI Local Bus 3.0,
// section 6.1 "Configuration Space Organization", figure 6-1).
const (
	VendorID          reg.Reg[uint16]      = 0x00
	DeviceID          reg.Reg[uint16]      = 0x02
	Command           reg.Reg[CommandBits] = 0x04
	Status            reg.Reg[StatusBits]  = 0x06
	RevisionID        reg.Reg[uint8]       = 0x08
	ProgIF            reg.Reg[uint8]       = 0x09 // programming interface, the low byte of the class code
	Subclass          reg.Reg[uint8]       = 0x0a
	BaseClass         reg.Reg[uint8]       = 0x0b
	CacheLineSize     reg.Reg[uint8]       = 0x0c // in units of 32 bits
	LatencyTimer      reg.Reg[uint8]       = 0x0d // in PCI clocks
	HeaderType        reg.Reg[Header]      = 0x0e
	BIST              reg.Reg[uint8]       = 0x0f
	BaseAddress0      reg.Reg[uint32]      = 0x10 // of six, see BaseAddress
	CardbusCIS        reg.Reg[uint32]      = 0x28
	SubsystemVendorID reg.Reg[uint16]      = 0x2c
	SubsystemID       reg.Reg[uint16]      = 0x2e
	ExpansionROM      reg.Reg[uint32]      = 0x30
	CapabilityPointer reg.Reg[uint8]       = 0x34
	InterruptLine     reg.Reg[uint8]       = 0x3c
	InterruptPin      reg.Reg[Pin]         = 0x3d
	MinGnt            reg.Reg[uint8]       = 0x3e // in units of 250 ns
	MaxLat            reg.Reg[uint8]       = 0x3f // in units of 250 ns
)

// BaseAddress returns base address register n, 0 to 5.
func BaseAddress(n int) reg.Reg[uint32] { return BaseAddress0 + reg.Reg[uint32](4*n) }

// Doubleword returns the doubleword of configuration space that contains a
// register, to read it and its neighbours in one access.
func Doubleword[V reg.Word](r reg.Reg[V]) reg.Reg[uint32] { return reg.Reg[uint32](r &^ 3) }

// CommandBits is the Command register (PCI Local Bus 3.0, section 6.2.2 "Device
// Control").
type CommandBits uint16

// Bits of the Command register. Bits 3 to 5, 7 and 9 are wired to zero in
// PCI Express.
//
//qgraph:bits Command
const (
	CommandIO          CommandBits = 1 << 0  // I/O Space: BARs of I/O space are decoded
	CommandMemory      CommandBits = 1 << 1  // Memory Space: BARs of memory space are decoded
	CommandMaster      CommandBits = 1 << 2  // Bus Master: the device may access memory
	CommandSpecial     CommandBits = 1 << 3  // Special Cycles
	CommandInvalidate  CommandBits = 1 << 4  // Memory Write and Invalidate Enable
	CommandVGASnoop    CommandBits = 1 << 5  // VGA Palette Snoop
	CommandParity      CommandBits = 1 << 6  // Parity Error Response
	CommandSERR        CommandBits = 1 << 8  // SERR# Enable
	CommandFastBack    CommandBits = 1 << 9  // Fast Back-to-Back Enable
	CommandINTxDisable CommandBits = 1 << 10 // "INTX_DISABLE"
	// bits 15:11 and 7 are reserved
)

// StatusBits is the Status register (PCI Local Bus 3.0, section 6.2.3 "Device
// Status"). The error bits are cleared by writing one to them.
type StatusBits uint16

// Bits of the Status register.
//
//qgraph:bits Status
const (
	// bits 2:0 are reserved
	StatusInterrupt      StatusBits = 1 << 3 // Interrupt Status: INTx# would be asserted
	StatusCapabilities   StatusBits = 1 << 4 // Capabilities List
	Status66MHz          StatusBits = 1 << 5 // "66MHZ": 66 MHz Capable
	StatusFastBack       StatusBits = 1 << 7 // Fast Back-to-Back Capable
	StatusMasterParity   StatusBits = 1 << 8 // Master Data Parity Error
	StatusDEVSEL         StatusBits = 3 << 9 // DEVSEL Timing: 0 is fast
	StatusDEVSELMedium   StatusBits = 1 << 9
	StatusDEVSELSlow     StatusBits = 1 << 10
	StatusTargetAbortOut StatusBits = 1 << 11 // Signaled Target Abort
	StatusTargetAbortIn  StatusBits = 1 << 12 // Received Target Abort
	StatusMasterAbort    StatusBits = 1 << 13 // Received Master Abort
	StatusSERR           StatusBits = 1 << 14 // Signaled System Error
	StatusParity         StatusBits = 1 << 15 // Detected Parity Error
)

// StatusErrors are the bits of errors.
const StatusErrors = StatusMasterParity | StatusTargetAbortOut | StatusTargetAbortIn | StatusMasterAbort | StatusSERR | StatusParity

// Header is the Header Type register (PCI Local Bus 3.0, section 6.2.1 "Device
// Identification").
type Header uint8

// Fields of the Header Type register.
const (
	HeaderLayout        Header = 0x7f // 0 for a device, 1 for a PCI-to-PCI bridge
	HeaderMultiFunction Header = 0x80
)

// Pin is an interrupt pin, encoded as in the Interrupt Pin register: 1 to 4 are
// INTA# to INTD#, 0 is none.
type Pin uint8

// The interrupt pins.
const (
	NoPin Pin = iota
	INTA
	INTB
	INTC
	INTD
)

// String returns the pin's name.
func (p Pin) String() string {
	switch {
	case p == NoPin:
		return "no pin"
	case p <= INTD:
		return "INT" + string('A'+rune(p-INTA)) + "#"
	}
	return fmt.Sprintf("pin %d", uint8(p))
}

// config is the configuration space of one function.
type config struct {
	host Host
	at   Address
}

// Load reads a register of configuration space.
func (c config) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := c.check(w, offset); err != nil {
		return 0, err
	}
	v, err := c.host.ReadConfig(ctx, c.at, w, uint16(offset))
	if err != nil {
		return 0, fmt.Errorf("pci: read configuration space of %v: %w", c.at, err)
	}
	return uint64(v), nil
}

// Store writes a register of configuration space.
func (c config) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if err := c.check(w, offset); err != nil {
		return err
	}
	if err := c.host.WriteConfig(ctx, c.at, w, uint16(offset), uint32(value)); err != nil {
		return fmt.Errorf("pci: write configuration space of %v: %w", c.at, err)
	}
	return nil
}

// check rejects accesses that the bus does not support.
func (c config) check(w qtest.Width, offset uint64) error {
	switch size := uint64(c.host.ConfigSize()); {
	case w > qtest.Width32:
		return fmt.Errorf("pci: configuration space of %v: got an access of %d bytes, want 1, 2 or 4", c.at, w)
	case offset%uint64(w) != 0:
		return fmt.Errorf("pci: configuration space of %v: offset %#x is not a multiple of %d", c.at, offset, w)
	case offset+uint64(w) > size:
		return fmt.Errorf("pci: configuration space of %v: offset %#x is outside of its %d bytes", c.at, offset, size)
	}
	return nil
}
