package mc146818rtc

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The registers (figure "Address Map").
const (
	Seconds      reg.Reg[uint8]    = 0x00
	SecondsAlarm reg.Reg[uint8]    = 0x01
	Minutes      reg.Reg[uint8]    = 0x02
	MinutesAlarm reg.Reg[uint8]    = 0x03
	Hours        reg.Reg[uint8]    = 0x04
	HoursAlarm   reg.Reg[uint8]    = 0x05
	DayOfWeek    reg.Reg[uint8]    = 0x06 // 1 is Sunday
	DateOfMonth  reg.Reg[uint8]    = 0x07
	Month        reg.Reg[uint8]    = 0x08
	Year         reg.Reg[uint8]    = 0x09 // of the century
	RegisterA    reg.Reg[StatusA]  = 0x0a
	RegisterB    reg.Reg[ControlB] = 0x0b
	RegisterC    reg.Reg[FlagsC]   = 0x0c // a read clears it
	RegisterD    reg.Reg[StatusD]  = 0x0d // read-only
	RAM          reg.Reg[uint8]    = 0x0e // the first byte of 50
	Century      reg.Reg[uint8]    = 0x32 // of a PC/AT; the chip does not maintain it

	RAMSize = 50
)

// DontCare, in an alarm register, matches any time (section "Alarm": the two most
// significant bits).
const DontCare = 0xc0

// StatusA is the content of Register A.
type StatusA uint8

// Fields of Register A.
const (
	UIP        StatusA = 1 << 7 // update in progress: do not read the time; read-only
	Divider    StatusA = 7 << 4 // a field
	Divider32k StatusA = 2 << 4 // the time base has 32,768 Hz
	DividerOff StatusA = 7 << 4 // the divider is held in reset
	RateSelect StatusA = 0xf    // a field: rate of the periodic interrupt
)

// String returns the fields.
func (a StatusA) String() string {
	s := fmt.Sprintf("DV=%d|RS=%d", a&Divider>>4, a&RateSelect)
	if a&UIP != 0 {
		return "UIP|" + s
	}
	return s
}

// ControlB is the content of Register B.
type ControlB uint8

// Bits of Register B.
//
//qgraph:bits
const (
	DSE   ControlB = 1 << 0 // daylight saving enable
	H24   ControlB = 1 << 1 // "24/12": hours are 0 to 23
	DM    ControlB = 1 << 2 // binary, not BCD
	SQWE  ControlB = 1 << 3 // square wave enable
	UIE   ControlB = 1 << 4 // update ended interrupt enable
	AIE   ControlB = 1 << 5 // alarm interrupt enable
	PIE   ControlB = 1 << 6 // periodic interrupt enable
	SET   ControlB = 1 << 7 // updates are halted for setting the time
	modes          = H24 | DM
)

// FlagsC is the content of Register C.
type FlagsC uint8

// Bits of Register C; the others read as zero.
//
//qgraph:bits
const (
	UF   FlagsC = 1 << 4 // update ended
	AF   FlagsC = 1 << 5 // alarm
	PF   FlagsC = 1 << 6 // periodic interrupt
	IRQF FlagsC = 1 << 7 // a flag is set and enabled in Register B
)

// StatusD is the content of Register D.
type StatusD uint8

// VRT reports that RAM and time are valid. The other bits of Register D read as
// zero.
//
//qgraph:bits
const VRT StatusD = 1 << 7

// Tick is the period of the time base.
const Tick = time.Second / 32768

// Period returns the time between two periodic interrupts with a time base of 32,768
// Hz; 0 for none (table "Periodic Interrupt Rate and Square Wave Output Frequency").
func Period(rs StatusA) time.Duration {
	if rs == 0 {
		return 0
	}
	if rs < 3 { // 1 and 2 equal 8 and 9
		rs += 7
	}
	return time.Second << (rs - 1) / 32768
}

// Times of an update (table "Update Cycle Times").
const (
	BeforeUpdate = 244 * time.Microsecond  // minimum from UIP to the update
	UpdateCycle  = 1984 * time.Microsecond // with a time base of 32,768 Hz
)
