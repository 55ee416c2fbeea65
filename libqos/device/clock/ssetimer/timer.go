package ssetimer

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the timer.
var Driver = graph.NewDriver[*Timer]("sse-timer")

// The registers of the counter's control frame.
const (
	CountControl reg.Reg[Run]    = 0x00 // CNTCR
	CountLow     reg.Reg[uint32] = 0x08 // CNTCV, bits 31:0: can be written while the counter stands
	CountHigh    reg.Reg[uint32] = 0x0c // CNTCV, bits 63:32
	CountScale   reg.Reg[uint32] = 0x10 // CNTSCR: ticks per cycle, with 24 bits behind the point
	CountID      reg.Reg[uint32] = 0x1c // CNTID: bit 0 for a counter that can scale
)

// The registers of the counter's status frame.
const (
	StatusLow  reg.Reg[uint32] = 0x00 // CNTCV, read-only
	StatusHigh reg.Reg[uint32] = 0x04
)

// The registers of a timer.
const (
	NowLow        reg.Reg[uint32]  = 0x00 // CNTPCT: the counter
	NowHigh       reg.Reg[uint32]  = 0x04
	Frequency     reg.Reg[uint32]  = 0x10 // CNTFRQ: a note for software
	CompareLow    reg.Reg[uint32]  = 0x20 // CNTP_CVAL
	CompareHigh   reg.Reg[uint32]  = 0x24
	Remaining     reg.Reg[uint32]  = 0x28 // CNTP_TVAL: signed; a write sets CNTP_CVAL to the counter and so much more
	Control       reg.Reg[Enable]  = 0x2c // CNTP_CTL
	RepeatLow     reg.Reg[uint32]  = 0x40 // CNTP_AIVAL, read-only: the next moment of a timer that repeats
	RepeatHigh    reg.Reg[uint32]  = 0x44
	RepeatEvery   reg.Reg[uint32]  = 0x48 // CNTP_AIVAL_RELOAD
	RepeatControl reg.Reg[Repeats] = 0x4c // CNTP_AIVAL_CTL
	Configuration reg.Reg[uint32]  = 0x50 // CNTP_CFG: bit 0 for a timer that can repeat
)

// Run is the register CNTCR.
type Run uint32

// Bits of CNTCR.
//
//qgraph:bits
const (
	Running Run = 1 << 0 // "EN"
	Scaled  Run = 1 << 2 // "SCEN"
)

// Enable is the register CNTP_CTL.
type Enable uint32

// Bits of CNTP_CTL.
//
//qgraph:bits
const (
	Enabled Enable = 1 << 0 // "ENABLE"
	Masked  Enable = 1 << 1 // "IMASK"
	Expired Enable = 1 << 2 // "ISTATUS", read-only
)

// Repeats is the register CNTP_AIVAL_CTL.
type Repeats uint32

// Bits of CNTP_AIVAL_CTL.
//
//qgraph:bits
const (
	Repeating Repeats = 1 << 0 // "EN"
	Repeated  Repeats = 1 << 1 // "CLR": a moment has come; a written 0 clears
)

// Timer is a timer with the counter that it compares.
type Timer struct {
	board.Device
	Counter reg.Space // the control frame
	Status  reg.Space // the status frame
	path    string    // of QEMU's object
}

// The places of the SSE-300 (101773, "Memory map").
const (
	counterControl = 0x5810_0000
	counterStatus  = 0x4810_1000
	secureAccess   = 0x5008_0000 // Secure Access Configuration Register Block
)

// notSecure is PERIPHNSPPC0 of the secure access registers: bit n lets accesses that are not secure to timer n.
const notSecure reg.Reg[uint32] = 0x70

// Kind is the kind of a board's part: timer 0 of an SSE-300, at the address for accesses that are not secure, such as qtest's.
var Kind = board.NewKind(Driver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Timer, error) {
	t := &Timer{
		Device: board.At(m, p), Counter: m.Registers(guest.Peripheral{Base: counterControl}), Status: m.Registers(guest.Peripheral{Base: counterStatus}),
		path: "/machine/iotkit/timer0",
	}
	if err := notSecure.Write(ctx, m.Registers(guest.Peripheral{Base: secureAccess}), 1); err != nil {
		return nil, fmt.Errorf("ssetimer: %w", err)
	}
	return t, nil
})

// Watch watches the timer's interrupt, at the timer.
func (t *Timer) Watch(ctx context.Context) (guest.Line, error) {
	return t.Machine.Watch(ctx, guest.Outputs{Path: t.path, Name: board.Output}.Line(0))
}

// Count sets the counter and starts it, without a scale.
func (t *Timer) Count(ctx context.Context, from uint64) error {
	if err := CountControl.Write(ctx, t.Counter, 0); err != nil {
		return err
	}
	if err := CountHigh.Write(ctx, t.Counter, uint32(from>>32)); err != nil {
		return err
	}
	if err := CountLow.Write(ctx, t.Counter, uint32(from)); err != nil {
		return err
	}
	return CountControl.Write(ctx, t.Counter, Running)
}

// Compare has the timer interrupt when the counter has a value.
func (t *Timer) Compare(ctx context.Context, value uint64) error {
	if err := CompareLow.Write(ctx, t.Regs, uint32(value)); err != nil {
		return err
	}
	return CompareHigh.Write(ctx, t.Regs, uint32(value>>32))
}
