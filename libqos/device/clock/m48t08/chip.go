package m48t08

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Driver is the node of the chip, and Kind the kind of a board's part.
var (
	Driver = graph.NewDriver[*Chip]("sysbus-m48t08")
	Kind   = board.NewKind(Driver, at)
)

func at(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Chip, error) {
	return &Chip{board.At(m, p)}, nil
}

// Chip is the chip of a board.
type Chip struct{ board.Device }

// Plain is the size of the RAM without the clock, in bytes.
const Plain = 0x1ff8

// The registers of the clock, in BCD.
const (
	Control reg.Reg[uint8] = 0x1ff8 // [Write], [Read] and the calibration
	Seconds reg.Reg[uint8] = 0x1ff9 // with [Stop]
	Minutes reg.Reg[uint8] = 0x1ffa
	Hours   reg.Reg[uint8] = 0x1ffb
	Day     reg.Reg[uint8] = 0x1ffc // of the week, 1 to 7
	Date    reg.Reg[uint8] = 0x1ffd
	Month   reg.Reg[uint8] = 0x1ffe
	Year    reg.Reg[uint8] = 0x1fff
)

// Bits of the registers.
const (
	Write       uint8 = 1 << 7 // of Control: the registers can be written, and count when it is cleared
	Read        uint8 = 1 << 6 // of Control: the registers hold the time at which it was set
	Calibration uint8 = 0x3f   // of Control
	Stop        uint8 = 1 << 7 // of Seconds: the oscillator stands
)

// yearZero is the year of Sun's machines whose register is 0.
const yearZero = 1968

// Time returns the time.
func (c *Chip) Time(ctx context.Context) (time.Time, error) {
	var n [6]int
	for i, r := range []reg.Reg[uint8]{Seconds, Minutes, Hours, Date, Month, Year} {
		v, err := r.Read(ctx, c.Regs)
		if err == nil {
			n[i], err = rtc.FromBCD(v)
		}
		if err != nil {
			return time.Time{}, fmt.Errorf("m48t08: read the time: %w", err)
		}
	}
	return time.Date(yearZero+n[5], time.Month(n[4]), n[3], n[2], n[1], n[0], 0, time.UTC), nil
}

// SetTime sets the time, from 1968 to 2067. Days of the week count from 1, Sunday.
func (c *Chip) SetTime(ctx context.Context, t time.Time) error {
	err := Control.Write(ctx, c.Regs, Write)
	for _, x := range []struct {
		r reg.Reg[uint8]
		n int
	}{
		{Seconds, t.Second()}, {Minutes, t.Minute()}, {Hours, t.Hour()}, {Day, int(t.Weekday()) + 1},
		{Date, t.Day()}, {Month, int(t.Month())}, {Year, t.Year() - yearZero},
	} {
		err = errors.Join(err, x.r.Write(ctx, c.Regs, rtc.BCD(x.n)))
	}
	if err = errors.Join(err, Control.Write(ctx, c.Regs, 0)); err != nil {
		return fmt.Errorf("m48t08: set the time: %w", err)
	}
	return nil
}
