package mptimer

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of a private timer, and of a watchdog.
var Driver = graph.NewDriver[*Timer]("arm_mptimer")

// The kinds of a board's part.
var (
	kind         = timerKind(false)
	watchdogKind = timerKind(true)
)

func timerKind(watchdog bool) board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Timer, error) {
		return &Timer{board.At(m, p), watchdog}, nil
	})
}

// Timer is the timer of the first processor, or its watchdog.
type Timer struct {
	board.Device
	Watchdog bool
}

// Tick is the time of PERIPHCLK in QEMU, on every board.
const Tick = 10 * time.Nanosecond

// The registers of a private timer (section 4.1 "Private timer and watchdog registers"). Those of the watchdog are the
// same 20h behind.
const (
	Load    reg.Reg[uint32] = 0x00 // a write sets the counter, too
	Counter reg.Reg[uint32] = 0x04
	Control reg.Reg[Mode]   = 0x08
	Status  reg.Reg[uint32] = 0x0c // bit 0 is the event flag; a written 1 clears it
)

// Further registers of the watchdog.
const (
	ResetStatus reg.Reg[uint32] = 0x10 // bit 0 is the reset flag; a written 1 clears it
	Disable     reg.Reg[uint32] = 0x14 // write-only
)

// The values that, written to Disable one after the other, return the watchdog to timer mode (section 4.2.9 "Watchdog Disable
// Register").
const (
	DisableFirst  = 0x1234_5678
	DisableSecond = 0x8765_4321
)

// Mode is the register Control of a timer.
type Mode uint32

// Bits of Control.
//
//qgraph:bits
const (
	Enable     Mode = 1 << 0    // "TIMER_ENABLE"
	AutoReload Mode = 1 << 1    // "AUTO_RELOAD"
	Interrupts Mode = 1 << 2    // "IRQ_ENABLE"
	Watchdog   Mode = 1 << 3    // "WATCHDOG_MODE": of the watchdog; a written 0 does not clear it
	Prescaler  Mode = 0xff << 8 // "PRESCALER"
)

// Prescale returns the bits by which a timer counts once in n ticks, 1 to 256.
func Prescale(n int) Mode { return Mode(n-1) << 8 }

// Parts returns the timers of a board: at the base of the private memory region, with an interrupt controller that has a number of
// inputs before those of the first processor's own (section 1.5 "Private Memory Region", and section 3.1.2 "Interrupt Distributor interrupt
// sources").
func Parts(gic board.Controller, base uint64, shared int) []board.Part {
	const global, timer, watchdog = 27, 29, 30
	return []board.Part{
		{Kind: kind, Name: "Private timer", Base: base + 0x600, Lines: gic.Lines(shared + timer)},
		{Kind: watchdogKind, Name: "Watchdog", Base: base + 0x620, Lines: gic.Lines(shared + watchdog)},
		{Kind: globalKind, Name: "Global timer", Base: base + 0x200, Lines: gic.Lines(shared + global)},
	}
}
