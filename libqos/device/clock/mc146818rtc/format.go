package mc146818rtc

import (
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Calendar is the seven registers of time and date in the order of their numbers,
// without the alarm.
type Calendar [7]byte

// calendar are the registers of a [Calendar].
var calendar = [...]reg.Reg[uint8]{Seconds, Minutes, Hours, DayOfWeek, DateOfMonth, Month, Year}

// Format is the format of the time registers (table "Time, Calendar, and Alarm Data
// Modes").
type Format struct {
	Binary  bool // not BCD
	Hours24 bool // hours are 0 to 23; otherwise 12, 1 to 11, with bit 7 set in the afternoon
}

// String returns the names of the modes.
func (f Format) String() string {
	s := "bcd-12h"
	if f.Hours24 {
		s = "bcd-24h"
	}
	if f.Binary {
		s = "dec" + s[3:]
	}
	return s
}

// mode returns the bits of Register B.
func (f Format) mode() ControlB {
	var b ControlB
	if f.Hours24 {
		b |= H24
	}
	if f.Binary {
		b |= DM
	}
	return b
}

// Encode returns the registers for t.
func (f Format) Encode(t time.Time) Calendar {
	return Calendar{
		f.encode(t.Second()), f.encode(t.Minute()), f.Hour(t.Hour()), f.encode(int(t.Weekday()) + 1),
		f.encode(t.Day()), f.encode(int(t.Month())), f.encode(t.Year() % 100),
	}
}

// Hour returns the register for an hour of the day, 0 to 23.
func (f Format) Hour(hour int) byte {
	if f.Hours24 {
		return f.encode(hour)
	}
	const afternoon = 1 << 7
	b := f.encode((hour+11)%12 + 1)
	if hour >= 12 {
		b |= afternoon
	}
	return b
}

// Number returns the register for a number, 0 to 99, such as the minutes of an alarm.
func (f Format) Number(n int) byte { return f.encode(n) }

func (f Format) encode(n int) byte {
	if f.Binary {
		return byte(n)
	}
	return byte(n/10<<4 | n%10)
}
