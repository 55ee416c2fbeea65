package nrf51

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// RNGDriver is the node of the random number generator.
var RNGDriver = graph.NewDriver[*RNG]("nrf51_soc.rng")

// RNGKind is the kind of a board's part. The interrupt is that of its only event.
var RNGKind = board.NewKind(RNGDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*RNG, error) {
	return &RNG{board.At(m, p)}, nil
})

// RNG is the random number generator.
type RNG struct{ board.Device }

// The registers (chapter 21, table "Register Overview"). START and STOP are [Start] and [Stop], SHORTS, INTENSET and INTENCLR those
// of the timer.
const (
	ValueReady reg.Reg[uint32] = 0x100 // VALRDY, an event
	RNGConfig  reg.Reg[uint32] = 0x504 // CONFIG
	Value      reg.Reg[uint32] = 0x508 // VALUE, read-only: 8 bits
)

// Bits of the registers, and a time in which there is a value, with and without the correction of the bias: 677 µs in the mean
// (nRF51822 Product Specification v3.1, table "Random number generator").
const (
	ReadyInterrupt = 1 << 0 // VALRDY of INTENSET and INTENCLR
	ReadyStop      = 1 << 0 // VALRDY_STOP of SHORTS
	BiasCorrection = 1 << 0 // DERCEN of CONFIG
	ValueTime      = 10 * time.Millisecond
)
