package nrf51

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// TimerDriver is the node of a timer.
var TimerDriver = graph.NewDriver[*Timer]("nrf51_soc.timer")

// TimerKind returns the kind of a board's part that counts this number of bits at the most. The interrupt is that of all
// events.
func TimerKind(bits int) board.Kind {
	return board.NewKind(TimerDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Timer, error) {
		return &Timer{board.At(m, p), bits}, nil
	})
}

// Timer is a timer of a chip.
type Timer struct {
	board.Device
	Bits int // that it can count
}

// The registers (chapter 18, table "Register Overview"). There are four of each that has a number.
const (
	Start            reg.Reg[uint32] = 0x000 // START, a task
	Stop             reg.Reg[uint32] = 0x004 // STOP, a task
	CountUp          reg.Reg[uint32] = 0x008 // COUNT, a task: one more, if it is a counter
	ClearTask        reg.Reg[uint32] = 0x00c // CLEAR, a task: the counter is 0
	Capture0         reg.Reg[uint32] = 0x040 // CAPTURE[0], a task: the counter into CC[0]
	Compare0         reg.Reg[uint32] = 0x140 // COMPARE[0], an event
	Shortcuts        reg.Reg[uint32] = 0x200 // SHORTS
	InterruptSet     reg.Reg[uint32] = 0x304 // INTENSET
	InterruptClear   reg.Reg[uint32] = 0x308 // INTENCLR
	TimerMode        reg.Reg[uint32] = 0x504 // MODE: 1 for a counter
	BitMode          reg.Reg[uint32] = 0x508 // BITMODE
	Prescaler        reg.Reg[uint32] = 0x510 // PRESCALER: ticks of 2^n / 16 MHz
	CaptureCompare0  reg.Reg[uint32] = 0x540 // CC[0]
	CompareRegisters                 = 4
)

// Values of the registers: those of BITMODE, the bits of INTENSET and SHORTS for compare register 0, and the greatest
// PRESCALER.
const (
	Bits16           = 0
	Bits8            = 1
	Bits24           = 2
	Bits32           = 3
	CompareInterrupt = 1 << 16 // COMPARE0 of INTENSET and INTENCLR
	CompareClear     = 1 << 0  // COMPARE0_CLEAR of SHORTS
	CompareStop      = 1 << 8  // COMPARE0_STOP of SHORTS
	SlowestPrescaler = 9
)

// Capture returns the task CAPTURE of a number.
func Capture(n int) reg.Reg[uint32] { return Capture0 + reg.Reg[uint32](4*n) }

// Compare returns the event COMPARE of a number.
func Compare(n int) reg.Reg[uint32] { return Compare0 + reg.Reg[uint32](4*n) }

// CaptureCompare returns the register CC of a number.
func CaptureCompare(n int) reg.Reg[uint32] { return CaptureCompare0 + reg.Reg[uint32](4*n) }

// Ticks returns how long n ticks take with a value of PRESCALER.
func Ticks(n, prescaler uint32) time.Duration {
	const perSecond = 16_000_000
	return time.Duration(n) << prescaler * time.Second / perSecond
}
