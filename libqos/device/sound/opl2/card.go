package opl2

import (
	"context"
	"errors"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the card.
var Driver = graph.NewDriver[*Card]("adlib")

const (
	base  = 0x388
	count = 2
)

// The units of both timers.
const (
	Unit1 = 80 * time.Microsecond
	Unit2 = 320 * time.Microsecond
)

// settle is the time that the chip needs behind a write of a register.
const settle = 23 * time.Microsecond

// Card is the card.
type Card struct {
	Regs reg.Space

	bus *isa.Bus
}

// New returns the card on an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Card, error) {
	return &Card{bus.Ports(base, count), bus}, nil
}

// Machine returns the card's machine.
func (c *Card) Machine() *guest.Machine { return c.bus.Machine() }

// Write writes a register. The two writes are far enough apart without a pause: the chip takes 3.3 µs
// for the number of a register.
func (c *Card) Write(ctx context.Context, r Register, v uint8) error {
	return errors.Join(
		StatusAddress.Write(ctx, c.Regs, Status(r)),
		data.Write(ctx, c.Regs, v),
		c.Machine().Pass(ctx, settle),
	)
}

// StopTimers masks and stops both timers, and clears their status.
func (c *Card) StopTimers(ctx context.Context) error {
	return errors.Join(c.Write(ctx, TimerControl, Mask1|Mask2), c.Write(ctx, TimerControl, ResetIRQ))
}

// Voices is the number of voices.
const Voices = 9

// Tone is a tone of a voice: a sine of its second operator alone.
type Tone struct {
	Voice  int    // 0 to 8
	Number uint16 // F-number, 10 bits
	Block  uint8  // octave, 0 to 7
}

// Frequency returns the frequency in Hz ("F-Number"): the chip's clock is 14.31818 MHz / 4, and it has
// a sample each 72 cycles of that.
func (t Tone) Frequency() float64 {
	const clock, cycles = 14318180.0 / 4, 72
	return float64(t.Number) * float64(int(1)<<t.Block) * clock / cycles / (1 << 20)
}

// Play plays a tone until [Card.Silence]: the first operator is silent, and added to the second.
func (c *Card) Play(ctx context.Context, t Tone) error {
	const row, rows, apart = 3, 8, 3 // operators of three voices are in a row, the second ones behind the first ("Register Map")
	first := Register(t.Voice%row + rows*(t.Voice/row))
	second, voice := first+apart, Register(t.Voice)
	const keyOn, blocks = 1 << 5, 2
	for _, x := range []struct {
		r Register
		v uint8
	}{
		{Multiple + first, 0x21}, {Level + first, 0x3f},
		{Multiple + second, 0x21}, {Level + second, 0x00}, {Attack + second, 0xf0}, {Sustain + second, 0x0f},
		{Connection + voice, 0x01}, {FNumber + voice, uint8(t.Number)},
		{KeyOn + voice, keyOn | t.Block<<blocks | uint8(t.Number>>8)},
	} {
		if err := c.Write(ctx, x.r, x.v); err != nil {
			return err
		}
	}
	return nil
}

// Silence ends the tone of a voice.
func (c *Card) Silence(ctx context.Context, voice int) error {
	return c.Write(ctx, KeyOn+Register(voice), 0)
}
