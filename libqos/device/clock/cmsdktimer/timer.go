package cmsdktimer

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the timer.
var Driver = graph.NewDriver[*Timer]("cmsdk-apb-timer")

// Kind returns the kind of a board's part whose clock ticks once in a time.
func Kind(tick time.Duration) board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Timer, error) {
		return &Timer{board.At(m, p), tick}, nil
	})
}

// Timer is a timer of a board.
type Timer struct {
	board.Device
	Tick time.Duration // of its clock
}

// The timer's registers (DDI 0479C, table "APB timer memory map").
const (
	ControlRegister reg.Reg[Control] = 0x00 // CTRL
	Value           reg.Reg[uint32]  = 0x04 // VALUE
	Reload          reg.Reg[uint32]  = 0x08 // RELOAD: a write sets the value, too
	Interrupt       reg.Reg[uint32]  = 0x0c // INTSTATUS, INTCLEAR: a written 1 clears
)

// PeripheralID is the number in the timer's identification registers.
const PeripheralID = 0xbb822

// Control is the register CTRL.
type Control uint32

// Bits of CTRL.
//
//qgraph:bits
const (
	Enable         Control = 1 << 0 // "EN"
	ExternalEnable Control = 1 << 1 // "SELEXTEN": an input enables
	ExternalClock  Control = 1 << 2 // "SELEXTCLK": an input is the clock
	Interrupting   Control = 1 << 3 // "INTEN"
	ControlBits            = Enable | ExternalEnable | ExternalClock | Interrupting
)
