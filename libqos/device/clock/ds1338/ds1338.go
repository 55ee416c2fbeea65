package ds1338

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Clock]("ds1338")

// Address is the clock's only address (section "I2C Serial Data Bus").
const Address i2c.Address = 0x68

// The registers besides the calendar, which begins at 0 (table "Timekeeper
// Registers"). The address register wraps around after the last byte of the memory.
const (
	Weekday reg.Reg[uint8]       = 0x03 // 1 to 7; software defines their meaning
	Control reg.Reg[ControlBits] = 0x07
	Memory  reg.Reg[uint8]       = 0x08 // the first of MemorySize bytes
)

// MemorySize is the number of bytes of memory.
const MemorySize = 56

// Bits of the calendar that are not part of digits.
const (
	clockHalt  = 1 << 7 // CH, in the seconds
	twelveHour = 1 << 6 // 12/24, in the hours
)

// ControlBits is the Control Register.
type ControlBits uint8

// Bits of the Control Register.
//
//qgraph:bits
const (
	RateSelect ControlBits = 3 << 0 // RS1, RS0
	rs0        ControlBits = 1 << 0
	rs1        ControlBits = 1 << 1
	SquareWave ControlBits = 1 << 4 // "SQWE"
	Stopped    ControlBits = 1 << 5 // "OSF": the oscillator has stopped at some time; only zero can be written
	Output     ControlBits = 1 << 7 // "OUT"
)

// Clock is the clock on its bus.
type Clock struct{ *i2c.Device }

// New returns the clock on a bus.
func New(bus i2c.Bus) *Clock { return &Clock{i2c.NewDevice(bus, Address, binary.BigEndian)} }

// Time returns the time and the day of the week. It takes the format of the hours
// from the clock.
func (c *Clock) Time(ctx context.Context) (t time.Time, weekday uint8, err error) {
	var p rtc.Calendar
	if err := c.Read(ctx, 0, p[:]); err != nil {
		return time.Time{}, 0, fmt.Errorf("ds1338: read time: %w", err)
	}
	return decode(p)
}

func decode(p rtc.Calendar) (t time.Time, weekday uint8, err error) {
	format := rtc.Clock24
	if p[rtc.Hours]&twelveHour != 0 {
		format = rtc.Clock12
	}
	p[rtc.Seconds] &^= clockHalt
	p[rtc.Hours] &^= twelveHour
	if t, err = rtc.Decode(p, format); err != nil {
		return time.Time{}, 0, fmt.Errorf("ds1338: time: %w", err)
	}
	return t, p[rtc.Weekday], nil
}

// SetTime sets the time, with hours of the given format, and the day of the
// week.
func (c *Clock) SetTime(ctx context.Context, t time.Time, f rtc.HourFormat) error {
	p := encode(t, f)
	if err := c.Write(ctx, 0, p[:]...); err != nil {
		return fmt.Errorf("ds1338: set time: %w", err)
	}
	return nil
}

func encode(t time.Time, f rtc.HourFormat) rtc.Calendar {
	p := rtc.Encode(t, f)
	if f == rtc.Clock12 {
		p[rtc.Hours] |= twelveHour
	}
	return p
}
