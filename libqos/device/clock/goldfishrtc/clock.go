package goldfishrtc

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the clock.
var Driver = graph.NewDriver[*Clock]("goldfish_rtc")

// Kind is the kind of a board's part. Its interrupt is that of the alarm.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Clock, error) {
	return &Clock{board.At(m, p)}, nil
})

// Clock is the clock of a board.
type Clock struct{ board.Device }

// The registers.
const (
	TimeLow        reg.Reg[uint32] = 0x00 // TIME_LOW: a read keeps the upper half for TimeHigh
	TimeHigh       reg.Reg[uint32] = 0x04 // TIME_HIGH
	AlarmLow       reg.Reg[uint32] = 0x08 // ALARM_LOW: a write arms the alarm
	AlarmHigh      reg.Reg[uint32] = 0x0c // ALARM_HIGH
	Enabled        reg.Reg[uint32] = 0x10 // IRQ_ENABLED: bit 0
	ClearAlarm     reg.Reg[uint32] = 0x14 // CLEAR_ALARM: a write disarms it
	AlarmStatus    reg.Reg[uint32] = 0x18 // ALARM_STATUS: 1 while it is armed
	ClearInterrupt reg.Reg[uint32] = 0x1c // CLEAR_INTERRUPT
)

// half is the size of a register in bits.
const half = 32

// Now returns the time in nanoseconds since the start of 1970.
func (c *Clock) Now(ctx context.Context) (uint64, error) {
	low, err := TimeLow.Read(ctx, c.Regs)
	high, err2 := TimeHigh.Read(ctx, c.Regs)
	if err := errors.Join(err, err2); err != nil {
		return 0, fmt.Errorf("goldfishrtc: read the time: %w", err)
	}
	return uint64(high)<<half | uint64(low), nil
}

// Set sets the time.
func (c *Clock) Set(ctx context.Context, ns uint64) error {
	err := errors.Join(TimeHigh.Write(ctx, c.Regs, uint32(ns>>half)), TimeLow.Write(ctx, c.Regs, uint32(ns)))
	if err != nil {
		return fmt.Errorf("goldfishrtc: set the time: %w", err)
	}
	return nil
}

// SetAlarm arms the alarm for a time.
func (c *Clock) SetAlarm(ctx context.Context, ns uint64) error {
	err := errors.Join(AlarmHigh.Write(ctx, c.Regs, uint32(ns>>half)), AlarmLow.Write(ctx, c.Regs, uint32(ns)))
	if err != nil {
		return fmt.Errorf("goldfishrtc: set the alarm: %w", err)
	}
	return nil
}
