package rtc

import (
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
)

// Calendar holds the calendar registers: seconds, minutes, hours, day of the
// week, day of the month, month and year of the 21st century.
type Calendar [7]byte

// The calendar registers.
const (
	Seconds = iota
	Minutes
	Hours
	Weekday
	Day
	Month
	Year
)

// HourFormat is the encoding of hours.
type HourFormat uint8

// The formats of hours.
const (
	Clock24 HourFormat = iota // 0 to 23
	Clock12                   // 12, 1 to 11, with bit 5 set in the afternoon
)

const afternoon = 1 << 5

// Errors that the errors of Decode wrap.
var (
	ErrBCD   = errors.New("not BCD")
	ErrRange = errors.New("invalid time")
)

// BCD encodes n, 0 to 99, as two digits of four bits.
func BCD(n int) byte { return byte(n/10<<4 | n%10) }

// FromBCD decodes a number of two digits of four bits.
func FromBCD(b byte) (int, error) {
	if b>>4 > 9 || b&0xf > 9 {
		return 0, fmt.Errorf("rtc: %#02x: %w", b, ErrBCD)
	}
	return int(b>>4)*10 + int(b&0xf), nil
}

// Encode returns the registers for t. Days of the week count from 1, Sunday.
func Encode(t time.Time, f HourFormat) Calendar {
	return Calendar{
		Seconds: BCD(t.Second()),
		Minutes: BCD(t.Minute()),
		Hours:   f.encode(t.Hour()),
		Weekday: BCD(int(t.Weekday()) + 1),
		Day:     BCD(t.Day()),
		Month:   BCD(int(t.Month())),
		Year:    BCD(t.Year() % 100),
	}
}

func (f HourFormat) encode(hour int) byte {
	if f == Clock24 {
		return BCD(hour)
	}
	b := BCD((hour+11)%12 + 1)
	if hour >= 12 {
		b |= afternoon
	}
	return b
}

// Decode returns the time in the registers, in UTC. It ignores the day of the
// week.
func Decode(c Calendar, f HourFormat) (time.Time, error) {
	var n Calendar // as numbers
	for i, b := range c {
		if i == Weekday || i == Hours {
			continue
		}
		v, err := FromBCD(b)
		if err != nil {
			return time.Time{}, err
		}
		n[i] = byte(v)
	}
	hour, err := f.decode(c[Hours])
	if err != nil {
		return time.Time{}, err
	}
	t := time.Date(2000+int(n[Year]), time.Month(n[Month]), int(n[Day]), hour, int(n[Minutes]), int(n[Seconds]), 0, time.UTC)
	back := Encode(t, f)
	if back[Weekday] = c[Weekday]; back != c {
		return time.Time{}, fmt.Errorf("rtc: %x: %w", c, ErrRange)
	}
	return t, nil
}

func (f HourFormat) decode(b byte) (int, error) {
	if f == Clock24 {
		return FromBCD(b)
	}
	hour, err := FromBCD(b &^ afternoon)
	if err == nil && (hour < 1 || hour > 12) {
		err = fmt.Errorf("rtc: hour %#02x of 12: %w", b, ErrRange)
	}
	hour %= 12
	if b&afternoon != 0 {
		hour += 12
	}
	return hour, err
}

// Base is the option of a path that sets QEMU's clock to t, UTC, at the start of
// the virtual clock. Only the virtual clock advances it (QEMU 11.1, qemu(1),
// "-rtc").
func Base(t time.Time) graph.Option {
	return graph.Option{Flag: "-rtc", Props: []graph.Prop{
		graph.P("base", t.UTC().Format("2006-01-02T15:04:05")),
		graph.P("clock", "vm"),
	}}
}
