package tmu

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the unit.
var Driver = graph.NewDriver[*Unit]("tmu")

// Kind returns the kind of a board's part whose peripheral clock, Pφ, has that frequency, in Hz.
func Kind(clock int64) board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Unit, error) {
		return &Unit{board.At(m, p), clock}, nil
	})
}

// Channels is the number of counters.
const Channels = 3

// Unit is a timer unit.
type Unit struct {
	board.Device
	Clock int64 // the frequency of the peripheral clock, in Hz
}

// Start has a set bit for each counter that counts.
const Start reg.Reg[uint8] = 0x04 // TSTR

// The registers of a channel, from its first one on (table "TMU Registers").
const (
	Constant reg.Reg[uint32]  = 0x00 // TCOR: the counter goes on from it after 0
	Count    reg.Reg[uint32]  = 0x04 // TCNT
	Control  reg.Reg[Setting] = 0x08 // TCR
)

// Setting is the register TCR.
type Setting uint16

// Bits of TCR.
//
//qgraph:bits
const (
	Prescaler    Setting = 7 << 0 // "TPSC": counts each 4th, 16th, 64th, 256th or 1024th clock
	EdgeBits     Setting = 3 << 3 // "CKEG": of an external clock
	Interrupting Setting = 1 << 5 // "UNIE"
	Underflow    Setting = 1 << 8 // "UNF": a 0 clears it, a 1 is ignored
)

// Prescalers is the number of the prescaler's settings of the peripheral clock.
const Prescalers = 5

// Divider returns by how much a setting of the prescaler divides the peripheral clock.
func Divider(setting Setting) int64 { return 4 << (2 * setting) }

// Channel returns the registers of a channel.
func (u *Unit) Channel(n int) reg.Space {
	const first, size = 8, 12
	return reg.Part(u.Regs, uint64(first+n*size), size)
}

// Ticks returns how long a counter takes for a number of counts.
func (u *Unit) Ticks(setting Setting, counts int64) time.Duration {
	return time.Duration(counts * Divider(setting) * int64(time.Second) / u.Clock)
}
