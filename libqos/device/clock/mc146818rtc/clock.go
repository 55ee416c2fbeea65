package mc146818rtc

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the chip.
var Driver = graph.NewDriver[*Clock]("mc146818rtc")

// Ports and interrupt request of the chip in a PC/AT.
const (
	ports = 0x70
	irq   = 8

	index reg.Reg[uint8] = 0
	data  uint64         = 1
)

// Clock is the chip. It is a reg.Space in which an offset is the number of a register
// or of a byte of RAM, 0 to 127.
type Clock struct {
	bus  *isa.Bus
	regs reg.Space
}

var _ reg.Space = (*Clock)(nil)

// New returns the chip on an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Clock, error) {
	const size = 2
	return &Clock{bus, bus.Ports(ports, size)}, nil
}

// Machine returns the chip's machine.
func (c *Clock) Machine() *guest.Machine { return c.bus.Machine() }

// Line watches the chip's interrupt.
func (c *Clock) Line(ctx context.Context) (guest.Line, error) { return c.bus.Watch(ctx, irq) }

// Load reads a register.
func (c *Clock) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := c.choose(ctx, w, offset); err != nil {
		return 0, err
	}
	return c.regs.Load(ctx, w, data)
}

// Store writes a register.
func (c *Clock) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if err := c.choose(ctx, w, offset); err != nil {
		return err
	}
	return c.regs.Store(ctx, w, data, value)
}

func (c *Clock) choose(ctx context.Context, w qtest.Width, offset uint64) error {
	const last = 0x7f
	if w != qtest.Width8 || offset > last {
		return fmt.Errorf("mc146818rtc: got an access of %d bytes to register %#x, want 1 byte to register 0 to 0x7f", w, offset)
	}
	return index.Write(ctx, c.regs, uint8(offset))
}

// Set sets the time, with its century, and its format (section "Initializing the
// Time, Calendar, and Alarm Registers"). Interrupts are disabled.
func (c *Clock) Set(ctx context.Context, t time.Time, f Format) error {
	if err := RegisterB.Write(ctx, c, SET|f.mode()); err != nil {
		return fmt.Errorf("mc146818rtc: set the time: %w", err)
	}
	err := Century.Write(ctx, c, f.encode(t.Year()/100))
	for r, v := range f.Encode(t) {
		err = errors.Join(err, calendar[r].Write(ctx, c, v))
	}
	if err = errors.Join(err, RegisterB.Write(ctx, c, f.mode())); err != nil {
		return fmt.Errorf("mc146818rtc: set the time: %w", err)
	}
	return nil
}

// SetAlarm sets the time of day of the alarm.
func (c *Clock) SetAlarm(ctx context.Context, hours, minutes, seconds uint8) error {
	return errors.Join(
		HoursAlarm.Write(ctx, c, hours),
		MinutesAlarm.Write(ctx, c, minutes),
		SecondsAlarm.Write(ctx, c, seconds),
	)
}

// Calendar reads the registers of the calendar. The caller must ensure that no update
// is in progress.
func (c *Clock) Calendar(ctx context.Context) (Calendar, error) {
	var cal Calendar
	for i, r := range calendar {
		v, err := r.Read(ctx, c)
		if err != nil {
			return cal, fmt.Errorf("mc146818rtc: read the time: %w", err)
		}
		cal[i] = v
	}
	return cal, nil
}
