package stm32

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// TimerDriver is the node of the general-purpose timers.
var TimerDriver = graph.NewDriver[*Timer]("stm32f2xx-timer")

// The kinds of a board's part: TIM2, whose counter has 32 bits, and TIM3, whose counter has 16 bits (RM0033 and RM0090, section "RCC
// APB1 peripheral clock enable register").
var (
	Timer2Kind = timerKind(32, 1<<0)
	Timer3Kind = timerKind(16, 1<<1)
)

// Timer is a general-purpose timer.
type Timer struct {
	board.Device
	Bits int // of the counter
}

func timerKind(bits int, clock uint32) board.Kind {
	return board.NewKind(TimerDriver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Timer, error) {
		return &Timer{board.At(m, p), bits}, gate{rccF4, enableAPB1F4, clock}.open(ctx, m)
	})
}

// TimerTick is the time of the clock of the timers on QEMU's boards, which no firmware sets up: 1 GHz.
const TimerTick = time.Nanosecond

// The registers (RM0033, section "TIM2 to TIM5 registers").
const (
	TimerControl1   reg.Reg[TimerConfig] = 0x00 // TIMx_CR1
	TimerControl2   reg.Reg[uint32]      = 0x04 // TIMx_CR2
	TimerSlave      reg.Reg[uint32]      = 0x08 // TIMx_SMCR
	TimerEnables    reg.Reg[TimerEvents] = 0x0c // TIMx_DIER
	TimerStatus     reg.Reg[TimerEvents] = 0x10 // TIMx_SR: a written 0 clears
	TimerGenerate   reg.Reg[TimerEvents] = 0x14 // TIMx_EGR, write-only
	TimerMode1      reg.Reg[uint32]      = 0x18 // TIMx_CCMR1
	TimerMode2      reg.Reg[uint32]      = 0x1c // TIMx_CCMR2
	TimerOutputs    reg.Reg[uint32]      = 0x20 // TIMx_CCER
	TimerCounter    reg.Reg[uint32]      = 0x24 // TIMx_CNT
	TimerPrescaler  reg.Reg[uint32]      = 0x28 // TIMx_PSC: the clock is divided by one more
	TimerReload     reg.Reg[uint32]      = 0x2c // TIMx_ARR: the highest value of the counter
	TimerCompare    reg.Reg[uint32]      = 0x34 // TIMx_CCR1, the first of four
	TimerDMAControl reg.Reg[uint32]      = 0x48 // TIMx_DCR
	TimerDMA        reg.Reg[uint32]      = 0x4c // TIMx_DMAR
	TimerOption     reg.Reg[uint32]      = 0x50 // TIM2_OR
)

// TimerConfig is the value of TIMx_CR1.
type TimerConfig uint32

// The bits of TIMx_CR1.
//
//qgraph:bits Timer
const (
	TimerCEN  TimerConfig = 1 << 0 // the counter counts
	TimerUDIS TimerConfig = 1 << 1 // no update events
	TimerURS  TimerConfig = 1 << 2 // only the end of a count is an update
	TimerOPM  TimerConfig = 1 << 3 // the counter stops at an update
	TimerDIR  TimerConfig = 1 << 4 // down
	TimerCMS  TimerConfig = 3 << 5 // "CMS": up and down
	TimerARPE TimerConfig = 1 << 7 // the reload value is taken over by an update
	TimerCKD  TimerConfig = 3 << 8 // "CKD"
)

// TimerEvents is the value of TIMx_DIER, TIMx_SR or TIMx_EGR, which have the update at the same place.
type TimerEvents uint32

// The bit that is used here.
//
//qgraph:bits Timer
const (
	TimerUpdate TimerEvents = 1 << 0 // "U": UIE, UIF, UG
)

// Compares is the number of the channels.
const Compares = 4

// Max returns the highest value of the counter.
func (t *Timer) Max() uint32 { return ^uint32(0) >> (32 - t.Bits) }

// Restart has the counter begin at 0, with a reload value and a prescaler.
func (t *Timer) Restart(ctx context.Context, reload, prescaler uint32, enables TimerEvents, with TimerConfig) error {
	for _, write := range []func() error{
		func() error { return TimerControl1.Write(ctx, t.Regs, 0) },
		func() error { return TimerEnables.Write(ctx, t.Regs, 0) },
		func() error { return TimerPrescaler.Write(ctx, t.Regs, prescaler) },
		func() error { return TimerGenerate.Write(ctx, t.Regs, TimerUpdate) },
		func() error { return TimerStatus.Write(ctx, t.Regs, 0) },
		func() error { return TimerReload.Write(ctx, t.Regs, reload) },
		func() error { return TimerEnables.Write(ctx, t.Regs, enables) },
		func() error { return TimerControl1.Write(ctx, t.Regs, with|TimerCEN) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}
