package sb16

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
)

// Driver is the node of the card.
var Driver = graph.NewDriver[*Device]("sb16")

// What QEMU's card has by default: ports, interrupt request and DMA channels.
const (
	base      = 0x220
	count     = 0x10
	IRQ       = 5
	Channel8  = 1
	Channel16 = 5
)

// Device is the card.
type Device struct {
	Regs reg.Space
	DMA  *i8237.Pair

	bus *isa.Bus
}

// New returns the card on an ISA bus. It is not reset.
func New(ctx context.Context, bus *isa.Bus) (*Device, error) {
	dma, err := i8237.New(ctx, bus)
	if err != nil {
		return nil, fmt.Errorf("sb16: %w", err)
	}
	return &Device{bus.Ports(base, count), dma, bus}, nil
}

// Machine returns the card's machine.
func (d *Device) Machine() *guest.Machine { return d.bus.Machine() }

// Line watches an interrupt request that the card may have.
func (d *Device) Line(ctx context.Context, irq int) (guest.Line, error) { return d.bus.Watch(ctx, irq) }

// ErrReset is the error for a card that does not answer a reset.
var ErrReset = errors.New("no answer to a reset")

// Reset resets the processor (the guide, chapter 2, "Resetting the DSP").
func (d *Device) Reset(ctx context.Context) error {
	const held = 3 * time.Microsecond
	err := errors.Join(ResetPort.Write(ctx, d.Regs, 1), d.Machine().Pass(ctx, held), ResetPort.Write(ctx, d.Regs, 0))
	if err != nil {
		return fmt.Errorf("sb16: reset: %w", err)
	}
	v, err := d.Read(ctx)
	if err == nil && v != Ready {
		err = fmt.Errorf("%#x: %w", v, ErrReset)
	}
	if err != nil {
		return fmt.Errorf("sb16: reset: %w", err)
	}
	return nil
}

// Do writes a command and its operands, each when the processor takes it.
func (d *Device) Do(ctx context.Context, c Command, operands ...uint8) error {
	for _, b := range append([]uint8{uint8(c)}, operands...) {
		err := d.Machine().Wait(ctx, "the DSP to take a byte", func(ctx context.Context) (bool, error) {
			v, err := WriteCommand.Read(ctx, d.Regs)
			return v&Busy == 0, err
		})
		if err == nil {
			err = WriteCommand.Write(ctx, d.Regs, b)
		}
		if err != nil {
			return fmt.Errorf("sb16: command %#x: %w", c, err)
		}
	}
	return nil
}

// Read waits for a byte of the processor and returns it. The wait acknowledges an interrupt of 8-bit
// DMA.
func (d *Device) Read(ctx context.Context) (uint8, error) {
	err := d.Machine().Wait(ctx, "a byte of the DSP", func(ctx context.Context) (bool, error) {
		v, err := ReadStatus.Read(ctx, d.Regs)
		return v&Available != 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("sb16: %w", err)
	}
	return ReadData.Read(ctx, d.Regs)
}

// Ask does a command and returns its answer.
func (d *Device) Ask(ctx context.Context, c Command, operands ...uint8) (uint8, error) {
	if err := d.Do(ctx, c, operands...); err != nil {
		return 0, err
	}
	return d.Read(ctx)
}

// Mixer reads a register of the mixer.
func (d *Device) Mixer(ctx context.Context, r Register) (uint8, error) {
	if err := MixerAddress.Write(ctx, d.Regs, uint8(r)); err != nil {
		return 0, err
	}
	return MixerData.Read(ctx, d.Regs)
}

// SetMixer writes a register of the mixer.
func (d *Device) SetMixer(ctx context.Context, r Register, v uint8) error {
	return errors.Join(MixerAddress.Write(ctx, d.Regs, uint8(r)), MixerData.Write(ctx, d.Regs, v))
}

// Start plays samples by Output16 or Output8 with more bits, at a rate in Hz. Length is the number of
// samples, of all sides, until an interrupt.
func (d *Device) Start(ctx context.Context, c Command, f Format, rate, length int) error {
	length--
	return errors.Join(
		d.Do(ctx, SetOutputRate, uint8(rate>>8), uint8(rate)),
		d.Do(ctx, c, uint8(f), uint8(length), uint8(length>>8)),
	)
}
