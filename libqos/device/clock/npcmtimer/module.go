package npcmtimer

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

// Driver is the node of a module.
var Driver = graph.NewDriver[*Module]("npcm7xx-timer")

// Kind is the kind of a board's part. Its interrupts are those of the five timers and of the watchdog.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Module, error) {
	return &Module{board.At(m, p)}, nil
})

// Module is five timers and a watchdog.
type Module struct{ board.Device }

// Timers is the number of timers.
const Timers = 5

// Tick is the time of the clock, without a prescaler: 25 MHz.
const Tick = 40 * time.Nanosecond

// The registers of the module.
const (
	Status   reg.Reg[uint32] = 0x18 // TISR: a bit for each timer; a written 1 clears it
	Watchdog reg.Reg[Dog]    = 0x1c // WTCR
)

// Timer are the registers of a timer.
type Timer struct {
	Control reg.Reg[Control] // TCSR
	Count   reg.Reg[uint32]  // TICR: from where it counts; a write begins a period
	Data    reg.Reg[uint32]  // TDR: the counter, read-only
}

// Timer returns the registers of timer n, 0 to 4.
func (m *Module) Timer(n int) Timer {
	const pair = 0x20 // bytes of two timers, whose registers alternate
	base := reg.Reg[uint32](n/2*pair + n%2*4)
	return Timer{reg.Reg[Control](base), base + 0x08, base + 0x10}
}

// Control is the register TCSR.
type Control uint32

// Bits of TCSR.
//
//qgraph:bits
const (
	Prescale     Control = 0xff << 0 // "PRESCALE": the timer counts once in so many ticks and one more
	Active       Control = 1 << 25   // "CACT", read-only: the timer counts
	CounterReset Control = 1 << 26   // "CRST": stops the timer, reads as 0
	Periodic     Control = 1 << 27   // "PERIODIC": in place of one-shot
	Interrupting Control = 1 << 29   // "IE"
	Enable       Control = 1 << 30   // "CEN"
)

// Start lets a timer run, with no interrupt pending.
func (m *Module) Start(ctx context.Context, n int, c Control, count uint32) error {
	r := m.Timer(n)
	err := errors.Join(
		r.Control.Write(ctx, m.Regs, CounterReset),
		Status.Write(ctx, m.Regs, 1<<n),
		r.Count.Write(ctx, m.Regs, count),
		r.Control.Write(ctx, m.Regs, c|Enable),
	)
	if err != nil {
		return fmt.Errorf("npcmtimer: start timer %d: %w", n, err)
	}
	return nil
}
