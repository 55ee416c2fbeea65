package rs5c372

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Clock]("rs5c372")

// Address is the clock's only address (section "Data Transmission Format of the
// I2C-Bus").
const Address i2c.Address = 0x32

// Register is the internal address of a register, 0 to 15 (section "Address
// Mapping"). The calendar begins at 0.
type Register uint8

// Registers besides the calendar.
const (
	Trimming Register = 0x7 // time trimming
	AlarmA   Register = 0x8 // minutes, hours and days of the week
	AlarmB   Register = 0xb // the same layout
	Control1 Register = 0xe
	Control2 Register = 0xf
)

// Registers is the number of registers.
const Registers = 16

// Control is the Control Register 2.
type Control uint8

// Bits of the Control Register 2.
//
//qgraph:bits
const (
	AlarmBFlag   Control = 1 << 0 // "BAFG"
	AlarmAFlag   Control = 1 << 1 // "AAFG"
	PeriodicFlag Control = 1 << 2 // "CTFG"
	ClockOutput  Control = 1 << 3 // "CLEN": the 32 kHz output is off
	Stopped      Control = 1 << 4 // "XSTP" for reads; ADJ for writes: rounds to a full minute
	Hours24      Control = 1 << 5 // "12/24": hours from 0 to 23
)

// Clock is the clock on its bus.
type Clock struct{ dev *i2c.Device }

// New returns the clock on a bus.
func New(bus i2c.Bus) *Clock { return &Clock{i2c.NewDevice(bus, Address, binary.BigEndian)} }

// Snapshot is the content of all registers.
type Snapshot [Registers]byte

// Read reads all registers. Without an internal address the clock starts at the
// last one (section "Data Transmission Read Format", method 3).
func (c *Clock) Read(ctx context.Context) (s Snapshot, err error) {
	var p [Registers]byte
	if err := c.dev.Receive(ctx, p[:]); err != nil {
		return s, fmt.Errorf("rs5c372: read: %w", err)
	}
	s[Control2] = p[0]
	copy(s[:Control2], p[1:])
	return s, nil
}

// Write writes registers, starting at r. The first byte has the internal address
// in its upper half and the format of the transfer in its lower half (section
// "Data Transmission Write Format").
func (c *Clock) Write(ctx context.Context, r Register, p ...byte) error {
	if err := c.dev.Write(ctx, uint8(r)<<4, p...); err != nil {
		return fmt.Errorf("rs5c372: write %x at %d: %w", p, r, err)
	}
	return nil
}

// Control2 returns the Control Register 2.
func (s Snapshot) Control2() Control { return Control(s[Control2]) }

// Weekday returns the day of the week, a counter of seven.
func (s Snapshot) Weekday() uint8 { return s[rtc.Weekday] }

// Time returns the time. It takes the format of the hours from the registers.
func (s Snapshot) Time() (time.Time, error) {
	format := rtc.Clock12
	if s.Control2()&Hours24 != 0 {
		format = rtc.Clock24
	}
	t, err := rtc.Decode(rtc.Calendar(s[:len(rtc.Calendar{})]), format)
	if err != nil {
		return t, fmt.Errorf("rs5c372: time: %w", err)
	}
	return t, nil
}
