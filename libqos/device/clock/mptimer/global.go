package mptimer

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// GlobalDriver is the node of the global timer.
var GlobalDriver = graph.NewDriver[*Global]("arm.cortex-a9-global-timer")

// globalKind is the kind of a board's part.
var globalKind = board.NewKind(GlobalDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Global, error) {
	return &Global{board.At(m, p)}, nil
})

// Global is the global timer with the comparator of the first processor.
type Global struct{ board.Device }

// The registers of the global timer (section 4.4 "Global timer registers"). It counts up 64 bits.
const (
	GlobalLow      reg.Reg[uint32]     = 0x00 // the counter, of which the high half is stable around the low one
	GlobalHigh     reg.Reg[uint32]     = 0x04
	GlobalControl  reg.Reg[GlobalMode] = 0x08
	GlobalStatus   reg.Reg[uint32]     = 0x0c // bit 0 is the event flag; a written 1 clears it
	ComparatorLow  reg.Reg[uint32]     = 0x10
	ComparatorHigh reg.Reg[uint32]     = 0x14
	Increment      reg.Reg[uint32]     = 0x18
)

// GlobalMode is the register GlobalControl.
type GlobalMode uint32

// Bits of GlobalControl. Each processor has bits 1 to 3 of its own.
//
//qgraph:bits
const (
	GlobalEnable     GlobalMode = 1 << 0    // "TIMER_ENABLE"
	Compare          GlobalMode = 1 << 1    // "COMP_ENABLE"
	GlobalInterrupts GlobalMode = 1 << 2    // "IRQ_ENABLE"
	AutoIncrement    GlobalMode = 1 << 3    // "AUTO_INCREMENT"
	GlobalPrescaler  GlobalMode = 0xff << 8 // "PRESCALER"
)

// Set sets the counter, of a timer that is not enabled (section 4.4.1 "Global Timer Counter Registers").
func (g *Global) Set(ctx context.Context, v uint64) error {
	return errors.Join(GlobalLow.Write(ctx, g.Regs, uint32(v)), GlobalHigh.Write(ctx, g.Regs, uint32(v>>32)))
}

// Value returns the counter. The high half is read before and after the low one, until it is the same.
func (g *Global) Value(ctx context.Context) (uint64, error) {
	high, err := GlobalHigh.Read(ctx, g.Regs)
	for err == nil {
		var low, again uint32
		low, err = GlobalLow.Read(ctx, g.Regs)
		if err != nil {
			break
		}
		again, err = GlobalHigh.Read(ctx, g.Regs)
		if again == high {
			return uint64(high)<<32 | uint64(low), err
		}
		high = again
	}
	return 0, err
}

// SetComparator sets the comparator (section 4.4.4 "Comparator Value Registers").
func (g *Global) SetComparator(ctx context.Context, v uint64) error {
	return errors.Join(ComparatorLow.Write(ctx, g.Regs, uint32(v)), ComparatorHigh.Write(ctx, g.Regs, uint32(v>>32)))
}
