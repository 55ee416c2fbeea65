package e1000e

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Interrupt registers (82574 datasheet, section 10.2.4 "Interrupt Register
// Descriptions").
const (
	ICR  reg.Reg[Cause]      = 0x00c0 // Interrupt Cause Read: reads clear, and so do written ones
	ITR  reg.Reg[uint32]     = 0x00c4 // Interrupt Throttling, in units of 256 ns; without MSI-X
	ICS  reg.Reg[Cause]      = 0x00c8 // Interrupt Cause Set
	IMS  reg.Reg[Cause]      = 0x00d0 // Interrupt Mask Set/Read
	IMC  reg.Reg[Cause]      = 0x00d8 // Interrupt Mask Clear
	EIAC reg.Reg[Cause]      = 0x00dc // Interrupt Auto Clear: causes that a message clears
	IAM  reg.Reg[Cause]      = 0x00e0 // Interrupt Acknowledge Auto-Mask
	IVAR reg.Reg[Allocation] = 0x00e4 // Interrupt Vector Allocation
)

// EITR is the Extended Interrupt Throttle register of an MSI-X vector, 0 to 4,
// in units of 256 ns.
func EITR(vector int) reg.Reg[uint32] { return 0x00e8 + reg.Reg[uint32](4*vector) }

// Cause is a set of interrupt causes, the content of ICR, ICS, IMS, IMC and
// EIAC.
type Cause uint32

// The interrupt causes.
//
//qgraph:bits Cause
const (
	CauseTXDW        Cause = 1 << 0  // transmit descriptor written back
	CauseTXQE        Cause = 1 << 1  // transmit queue empty
	CauseLSC         Cause = 1 << 2  // link status change
	CauseRXDMT0      Cause = 1 << 4  // receive descriptor minimum threshold
	CauseRXO         Cause = 1 << 6  // receiver overrun
	CauseRXT0        Cause = 1 << 7  // receiver timer
	CauseMDAC        Cause = 1 << 9  // MDIO access complete
	CauseTXDLOW      Cause = 1 << 15 // "TXD_LOW": transmit descriptor low threshold
	CauseSRPD        Cause = 1 << 16 // small receive packet
	CauseACK         Cause = 1 << 17 // receive ACK frame
	CauseMNG         Cause = 1 << 18 // manageability event
	CauseRXQ0        Cause = 1 << 20 // receive queue 0
	CauseRXQ1        Cause = 1 << 21 // receive queue 1
	CauseTXQ0        Cause = 1 << 22 // transmit queue 0
	CauseTXQ1        Cause = 1 << 23 // transmit queue 1
	CauseOther       Cause = 1 << 24 // any other cause
	CauseINTAsserted Cause = 1 << 31 // an interrupt is asserted; read only

)

// Vectors is the number of MSI-X vectors.
const Vectors = 5

// Source is a source of interrupts to which IVAR allocates a vector.
type Source uint8

// The sources of MSI-X interrupts.
const (
	SourceRXQ0 Source = iota
	SourceRXQ1
	SourceTXQ0
	SourceTXQ1
	SourceOther
)

// Sources returns all the sources.
func Sources() []Source { return []Source{SourceRXQ0, SourceRXQ1, SourceTXQ0, SourceTXQ1, SourceOther} }

// Cause returns the bit of ICR that the source sets.
func (s Source) Cause() Cause { return CauseRXQ0 << s }

// String returns the source's name.
func (s Source) String() string { return s.Cause().String() }

// Allocation is the content of IVAR: four bits per source. The highest bit is
// set if the others are a vector.
type Allocation uint32

// AllocationWriteBack makes every write-back of a transmit descriptor raise an
// interrupt.
const AllocationWriteBack Allocation = 1 << 31

// Allocate returns the bits of IVAR that give vector, 0 to 4, to the source.
func Allocate(s Source, vector int) Allocation {
	return Allocation(8|vector&7) << (4 * s)
}

// MaskInterrupts masks every cause and clears the pending ones.
func (d *Device) MaskInterrupts(ctx context.Context) error {
	if err := IMC.Write(ctx, d.Regs, ^Cause(0)); err != nil {
		return fmt.Errorf("e1000e: mask interrupts: %w", err)
	}
	return d.Acknowledge(ctx)
}

// Acknowledge clears every cause by writing ones to ICR. A read does not clear
// masked causes while others are unmasked.
func (d *Device) Acknowledge(ctx context.Context) error {
	if err := ICR.Write(ctx, d.Regs, ^Cause(0)); err != nil {
		return fmt.Errorf("e1000e: acknowledge interrupts: %w", err)
	}
	return nil
}
