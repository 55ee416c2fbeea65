package i8254

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the chip.
var Driver = graph.NewDriver[*Timer]("isa-pit")

// Ports and interrupt request of the chip in a PC/AT.
const (
	ports       = 0x40
	portCount   = 4
	speakerPort = 0x61
	irq         = 0
)

// Timer is the chip.
type Timer struct {
	Regs    reg.Space
	Speaker reg.Space // of SpeakerControl

	bus *isa.Bus
}

// New returns the chip on an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Timer, error) {
	return &Timer{bus.Ports(ports, portCount), bus.Ports(speakerPort, 1), bus}, nil
}

// Machine returns the chip's machine.
func (c *Timer) Machine() *guest.Machine { return c.bus.Machine() }

// Line watches OUT of counter 0, an interrupt.
func (c *Timer) Line(ctx context.Context) (guest.Line, error) { return c.bus.Watch(ctx, irq) }

// Program writes the control word of counter n.
func (c *Timer) Program(ctx context.Context, n int, m Mode, w Word) error {
	return Control.Write(ctx, c.Regs, Word(n)<<selectShift|w|Word(m)<<modeShift)
}

// Start programs a mode and writes a count, 0 for 65,536.
func (c *Timer) Start(ctx context.Context, n int, m Mode, count uint16) error {
	return errors.Join(c.Program(ctx, n, m, BothBytes), c.SetCount(ctx, n, count))
}

// SetCount writes both bytes of a count.
func (c *Timer) SetCount(ctx context.Context, n int, count uint16) error {
	return errors.Join(c.Write(ctx, n, uint8(count)), c.Write(ctx, n, uint8(count>>8)))
}

// Write writes one byte of a count.
func (c *Timer) Write(ctx context.Context, n int, b uint8) error {
	return counter(n).Write(ctx, c.Regs, b)
}

// Read reads one byte of a count, or of what is latched.
func (c *Timer) Read(ctx context.Context, n int) (uint8, error) { return counter(n).Read(ctx, c.Regs) }

// Latch holds the count of a counter for the next reads (section "Counter Latch Command").
func (c *Timer) Latch(ctx context.Context, n int) error {
	return Control.Write(ctx, c.Regs, Word(n)<<selectShift|latchCommand)
}

// Count latches and reads the count of a counter with both bytes.
func (c *Timer) Count(ctx context.Context, n int) (uint16, error) {
	if err := c.Latch(ctx, n); err != nil {
		return 0, err
	}
	return c.ReadCount(ctx, n)
}

// ReadCount reads both bytes of a count, or of one that is latched.
func (c *Timer) ReadCount(ctx context.Context, n int) (uint16, error) {
	low, err := c.Read(ctx, n)
	if err != nil {
		return 0, fmt.Errorf("i8254: count of counter %d: %w", n, err)
	}
	high, err := c.Read(ctx, n)
	return uint16(high)<<8 | uint16(low), err
}

// ReadBack latches count or status of several counters (section "Read-Back Command").
func (c *Timer) ReadBack(ctx context.Context, count, status bool, counters ...int) error {
	w := readBack
	if !count {
		w |= noCount
	}
	if !status {
		w |= noStatus
	}
	for _, n := range counters {
		w |= 2 << n
	}
	return Control.Write(ctx, c.Regs, w)
}

// Status latches and reads the status of a counter.
func (c *Timer) Status(ctx context.Context, n int) (Status, error) {
	if err := c.ReadBack(ctx, false, true, n); err != nil {
		return 0, err
	}
	s, err := c.Read(ctx, n)
	return Status(s), err
}
