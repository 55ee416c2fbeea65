package gus

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the card.
var Driver = graph.NewDriver[*Card]("gus")

// What QEMU's card has by default: two ranges of ports, and an interrupt request.
const (
	lower = 0x240
	upper = 0x340
	count = 0x10
	irq   = 7
)

// Size is the size of the DRAM in bytes.
const Size = 1 << 20

// Card is the card.
type Card struct {
	Regs  reg.Space // the lower range of ports
	Synth reg.Space // the upper range

	bus *isa.Bus
}

// New returns the card on an ISA bus. It is not reset.
func New(_ context.Context, bus *isa.Bus) (*Card, error) {
	return &Card{bus.Ports(lower, count), bus.Ports(upper, count), bus}, nil
}

// Machine returns the card's machine.
func (c *Card) Machine() *guest.Machine { return c.bus.Machine() }

// Line watches the interrupt.
func (c *Card) Line(ctx context.Context) (guest.Line, error) { return c.bus.Watch(ctx, irq) }

// Write writes a register of 8 bits.
func (c *Card) Write(ctx context.Context, r Register, v uint8) error {
	return errors.Join(RegisterSelect.Write(ctx, c.Synth, uint8(r)), Data8.Write(ctx, c.Synth, v))
}

// Write16 writes a register of 16 bits.
func (c *Card) Write16(ctx context.Context, r Register, v uint16) error {
	return errors.Join(RegisterSelect.Write(ctx, c.Synth, uint8(r)), Data16.Write(ctx, c.Synth, v))
}

// Read reads a register of 8 bits.
func (c *Card) Read(ctx context.Context, r Register) (uint8, error) {
	if err := RegisterSelect.Write(ctx, c.Synth, uint8(r)); err != nil {
		return 0, err
	}
	return Data8.Read(ctx, c.Synth)
}

// Read16 reads a register of 16 bits.
func (c *Card) Read16(ctx context.Context, r Register) (uint16, error) {
	if err := RegisterSelect.Write(ctx, c.Synth, uint8(r)); err != nil {
		return 0, err
	}
	return Data16.Read(ctx, c.Synth)
}

// Select selects a voice, 0 to 31.
func (c *Card) Select(ctx context.Context, voice uint8) error {
	return VoiceSelect.Write(ctx, c.Synth, voice)
}

// ActiveBits are the upper bits of ActiveVoices, and FewestVoices the smallest number of voices, with which
// the output has 44100 Hz.
const (
	ActiveBits   = 0xc0
	FewestVoices = 14
)

// Reset resets the chip, and lets it run with its interrupts and its output.
func (c *Card) Reset(ctx context.Context) error {
	err := errors.Join(
		c.Write(ctx, ResetControl, 0),
		c.Write(ctx, ResetControl, Run),
		c.Write(ctx, ResetControl, Run|DACEnable|MasterIRQ),
		c.Write(ctx, ActiveVoices, ActiveBits|(FewestVoices-1)),
	)
	if err != nil {
		return fmt.Errorf("gus: reset: %w", err)
	}
	return nil
}

// aim sets the address of the DRAM's port.
func (c *Card) aim(ctx context.Context, addr uint32) error {
	return errors.Join(c.Write16(ctx, DRAMLow, uint16(addr)), c.Write(ctx, DRAMHigh, uint8(addr>>16)))
}

// Poke writes bytes to the DRAM.
func (c *Card) Poke(ctx context.Context, addr uint32, b ...byte) error {
	for i, v := range b {
		if err := errors.Join(c.aim(ctx, addr+uint32(i)), DRAM.Write(ctx, c.Synth, v)); err != nil {
			return fmt.Errorf("gus: %w", err)
		}
	}
	return nil
}

// Peek reads a byte of the DRAM.
func (c *Card) Peek(ctx context.Context, addr uint32) (byte, error) {
	if err := c.aim(ctx, addr); err != nil {
		return 0, fmt.Errorf("gus: %w", err)
	}
	return DRAM.Read(ctx, c.Synth)
}

// Play has a voice play the samples from start to end, signed ones of 8 bits, with a step of 0x400 for each
// sample of the output, on both sides and loud. Control is in VoiceControl.
func (c *Card) Play(ctx context.Context, voice uint8, start, end uint32, step uint16, control uint8) error {
	const high, low, loud, middle = 7, 9, 0xfff0, 7
	err := c.Select(ctx, voice)
	for _, x := range []struct {
		r Register
		v uint16
	}{
		{Frequency, step},
		{StartHigh, uint16(start >> high)}, {StartLow, uint16(start << low)},
		{EndHigh, uint16(end >> high)}, {EndLow, uint16(end << low)},
		{CurrentHigh, uint16(start >> high)}, {CurrentLow, uint16(start << low)},
		{Volume, loud},
	} {
		err = errors.Join(err, c.Write16(ctx, x.r, x.v))
	}
	err = errors.Join(err,
		c.Write(ctx, Pan, middle),
		c.Write(ctx, VolumeControl, Stopped|StopNow),
		c.Write(ctx, VoiceControl, control),
	)
	if err != nil {
		return fmt.Errorf("gus: play: %w", err)
	}
	return nil
}
