package cs4231a

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
)

// Driver is the node of the codec.
var Driver = graph.NewDriver[*Codec]("cs4231a")

// What QEMU's card has by default: ports, interrupt request and DMA channel.
const (
	base    = 0x534
	count   = 4
	irq     = 9
	Channel = 3
)

// Codec is the codec.
type Codec struct {
	Regs reg.Space
	DMA  *i8237.Pair

	bus *isa.Bus
}

// New returns the codec on an ISA bus.
func New(ctx context.Context, bus *isa.Bus) (*Codec, error) {
	dma, err := i8237.New(ctx, bus)
	if err != nil {
		return nil, fmt.Errorf("cs4231a: %w", err)
	}
	return &Codec{bus.Ports(base, count), dma, bus}, nil
}

// Machine returns the codec's machine.
func (c *Codec) Machine() *guest.Machine { return c.bus.Machine() }

// Line watches the interrupt.
func (c *Codec) Line(ctx context.Context) (guest.Line, error) { return c.bus.Watch(ctx, irq) }

// Read reads a register.
func (c *Codec) Read(ctx context.Context, r Register) (uint8, error) {
	if err := Index.Write(ctx, c.Regs, uint8(r)); err != nil {
		return 0, err
	}
	return Data.Read(ctx, c.Regs)
}

// Write writes a register. More is in R0 besides its number.
func (c *Codec) Write(ctx context.Context, r Register, v, more uint8) error {
	return errors.Join(Index.Write(ctx, c.Regs, uint8(r)|more), Data.Write(ctx, c.Regs, v))
}

// SetFormat writes the format of playback, which the codec takes while it is told that its mode changes,
// without a calibration behind it (the data sheet, "Changing Sampling Rate").
func (c *Codec) SetFormat(ctx context.Context, f Format) error {
	return errors.Join(
		c.Write(ctx, Configuration, SingleDMA, ModeChange),
		c.Write(ctx, DataFormat, uint8(f), ModeChange),
		Index.Write(ctx, c.Regs, uint8(DataFormat)),
	)
}

// Start plays, with an interrupt each samples, 1 to 65536; a sample is of both sides if it is stereo.
func (c *Codec) Start(ctx context.Context, samples int) error {
	samples--
	return errors.Join(
		c.Write(ctx, LowerBase, uint8(samples), 0),
		c.Write(ctx, UpperBase, uint8(samples>>8), 0),
		c.Write(ctx, PinControl, InterruptEnable, 0),
		c.Write(ctx, Configuration, SingleDMA|PlaybackEnable, 0),
	)
}

// Stop stops the playback, and clears its interrupt.
func (c *Codec) Stop(ctx context.Context) error {
	return errors.Join(c.Write(ctx, Configuration, SingleDMA, 0), c.Acknowledge(ctx))
}

// Acknowledge clears the interrupt.
func (c *Codec) Acknowledge(ctx context.Context) error { return Status.Write(ctx, c.Regs, 0) }
