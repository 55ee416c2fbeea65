package dualtimer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The nodes of the timers.
var (
	SP804 = graph.NewDriver[*Timers]("sp804")
	CMSDK = graph.NewDriver[*Timers]("cmsdk-apb-dualtimer")
)

// The numbers in the identification registers.
const (
	sp804ID = 0x41804
	cmsdkID = 0xbb823
)

// SP804Kind returns the kind of a board's part whose clock ticks once in a time. Its interrupt is
// that of both timers, TIMINTC.
func SP804Kind(tick time.Duration) board.Kind { return kind(SP804, sp804ID, tick) }

// CMSDKKind is [SP804Kind] for the Cortex-M System Design Kit. Its interrupts are that of both
// timers, and those of each if the board has them.
func CMSDKKind(tick time.Duration) board.Kind { return kind(CMSDK, cmsdkID, tick) }

func kind(d graph.Driver[*Timers], id uint32, tick time.Duration) board.Kind {
	return board.NewKind(d, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Timers, error) {
		return &Timers{Device: board.At(m, p), PeripheralID: id, Tick: tick}, nil
	})
}

// Timers are the two timers of a part.
type Timers struct {
	board.Device
	PeripheralID uint32        // in the identification registers
	Tick         time.Duration // of the clock, without a prescaler
}

// Timer returns the registers of timer 0 or 1, which the manual calls 1 and 2.
func (d *Timers) Timer(n int) reg.Space {
	const size = 0x20
	return reg.Part(d.Regs, uint64(n)*size, size)
}

// Start loads a timer and lets it run, with no interrupt pending.
func (d *Timers) Start(ctx context.Context, n int, c Control, load uint32) error {
	s := d.Timer(n)
	err := errors.Join(
		ControlRegister.Write(ctx, s, c&^(Enable|Interrupting)),
		Load.Write(ctx, s, load),
		Clear.Write(ctx, s, 1),
		ControlRegister.Write(ctx, s, c|Enable),
	)
	if err != nil {
		return fmt.Errorf("dualtimer: start timer %d: %w", n+1, err)
	}
	return nil
}

// The registers of a timer (DDI 0271D, section "Summary of registers").
const (
	Load            reg.Reg[uint32]  = 0x00 // TimerXLoad
	Value           reg.Reg[uint32]  = 0x04 // TimerXValue, read-only
	ControlRegister reg.Reg[Control] = 0x08 // TimerXControl
	Clear           reg.Reg[uint32]  = 0x0c // TimerXIntClr, write-only
	Raw             reg.Reg[uint32]  = 0x10 // TimerXRIS, read-only
	Masked          reg.Reg[uint32]  = 0x14 // TimerXMIS, read-only
	Background      reg.Reg[uint32]  = 0x18 // TimerXBGLoad
)

// Control is the control register (section "Control Register, TimerXControl").
type Control uint32

// Bits of the control register.
//
//qgraph:bits
const (
	OneShot      Control = 1 << 0 // "OneShot"
	Wide         Control = 1 << 1 // "TimerSize": 32 bits in place of 16
	Prescale16   Control = 1 << 2 // "TimerPre16"
	Prescale256  Control = 2 << 2 // "TimerPre256"
	Interrupting Control = 1 << 5 // "IntEnable"
	Periodic     Control = 1 << 6 // "TimerMode"
	Enable       Control = 1 << 7 // "TimerEn"
	ControlBits          = OneShot | Wide | Prescale16 | Prescale256 | Interrupting | Periodic | Enable
)
