package e1000

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Interrupt registers (8254x manual, sections 13.4.17 "Interrupt Cause Read Register" to
// 13.4.21 "Interrupt Mask Clear Register").
const (
	ICR reg.Reg[Cause]  = 0x00c0 // Interrupt Cause Read: reads clear, and so do written ones
	ITR reg.Reg[uint32] = 0x00c4 // Interrupt Throttling, in units of 256 ns
	ICS reg.Reg[Cause]  = 0x00c8 // Interrupt Cause Set
	IMS reg.Reg[Cause]  = 0x00d0 // Interrupt Mask Set/Read
	IMC reg.Reg[Cause]  = 0x00d8 // Interrupt Mask Clear
)

// Cause is a set of interrupt causes, the content of ICR, ICS, IMS and IMC.
type Cause uint32

// The interrupt causes.
//
//qgraph:bits Cause
const (
	CauseTXDW   Cause = 1 << 0  // transmit descriptor written back
	CauseTXQE   Cause = 1 << 1  // transmit queue empty
	CauseLSC    Cause = 1 << 2  // link status change
	CauseRXSEQ  Cause = 1 << 3  // receive sequence error
	CauseRXDMT0 Cause = 1 << 4  // receive descriptor minimum threshold
	CauseRXO    Cause = 1 << 6  // receiver overrun
	CauseRXT0   Cause = 1 << 7  // receiver timer
	CauseMDAC   Cause = 1 << 9  // MDIO access complete
	CauseRXCFG  Cause = 1 << 10 // receiving /C/ ordered sets
	CauseTXDLOW Cause = 1 << 15 // "TXD_LOW": transmit descriptor low threshold
	CauseSRPD   Cause = 1 << 16 // small receive packet

)

// MaskInterrupts masks every cause and clears the pending ones.
func (d *Device) MaskInterrupts(ctx context.Context) error {
	if err := IMC.Write(ctx, d.Regs, ^Cause(0)); err != nil {
		return fmt.Errorf("e1000: mask interrupts: %w", err)
	}
	return d.Acknowledge(ctx)
}

// Acknowledge clears every cause by writing ones to ICR.
func (d *Device) Acknowledge(ctx context.Context) error {
	if err := ICR.Write(ctx, d.Regs, ^Cause(0)); err != nil {
		return fmt.Errorf("e1000: acknowledge interrupts: %w", err)
	}
	return nil
}
