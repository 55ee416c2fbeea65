package pl031

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the clock.
var Driver = graph.NewDriver[*Clock]("pl031")

// Kind is the kind of a board's part. Its interrupt is RTCINTR.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Clock, error) {
	return &Clock{board.At(m, p)}, nil
})

// Clock is the clock of a board.
type Clock struct{ board.Device }

// The registers (section 3.2 "Summary of registers"). Bit 0 of those of the interrupt is the only one.
const (
	Data    reg.Reg[uint32] = 0x00 // RTCDR: the seconds, read-only
	Match   reg.Reg[uint32] = 0x04 // RTCMR
	Load    reg.Reg[uint32] = 0x08 // RTCLR
	Control reg.Reg[uint32] = 0x0c // RTCCR: a 1 starts the clock
	Mask    reg.Reg[uint32] = 0x10 // RTCIMSC: a 1 lets the interrupt through
	Raw     reg.Reg[uint32] = 0x14 // RTCRIS, read-only
	Masked  reg.Reg[uint32] = 0x18 // RTCMIS, read-only
	Clear   reg.Reg[uint32] = 0x1c // RTCICR, write-only
)

// PeripheralID is the number in the identification registers (section 3.3.9).
const PeripheralID = 0x41031
