package i8254

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Control is the Control Word Register; the three counters are before it, one port each.
const Control reg.Reg[Word] = 3

// counter returns the register of a counter, a byte of which is read or written.
func counter(n int) reg.Reg[uint8] { return reg.Reg[uint8](n) }

// Word is a value of the Control Word Register (figure "Control Word Format").
type Word uint8

// Bytes of a counter that are read and written, RW1 and RW0.
const (
	latchCommand Word = 0 << 4
	LowByte      Word = 1 << 4 // least significant byte only
	HighByte     Word = 2 << 4 // most significant byte only
	BothBytes    Word = 3 << 4 // the least significant byte first
	bytes             = BothBytes
)

// BCD has the counter count in four decimal digits.
const BCD Word = 1 << 0

const selectShift = 6 // of SC1 and SC0

// Fields of the Read-Back Command (figure "Read-Back Command Format").
const (
	readBack Word = 3 << 6
	noCount  Word = 1 << 5 // do not latch the count
	noStatus Word = 1 << 4 // do not latch the status
)

// Mode is a mode of a counter, M2 to M0 (section "Mode Definitions").
type Mode uint8

// The modes.
const (
	TerminalCount  Mode = 0 // "Interrupt on Terminal Count"
	OneShot        Mode = 1 // "Hardware Retriggerable One-Shot"
	RateGenerator  Mode = 2
	SquareWave     Mode = 3
	SoftwareStrobe Mode = 4 // "Software Triggered Strobe"
	HardwareStrobe Mode = 5 // "Hardware Triggered Strobe (Retriggerable)"
	modes          Mode = 7
)

// String returns the number of the mode, as in "mode 0".
func (m Mode) String() string { return fmt.Sprintf("mode %d", uint8(m)) }

const modeShift = 1

// Status is the status byte of a counter (figure "Status Byte").
type Status uint8

// Bits of the status byte; the others are those of the control word.
const (
	Output    Status = 1 << 7 // the level of OUT
	NullCount Status = 1 << 6 // the count that was written is not in the counter yet
)

// Mode returns the mode of the counter.
func (s Status) Mode() Mode { return Mode(s>>modeShift) & modes }

// Programmed returns the lower bits of the control word.
func (s Status) Programmed() Word { return Word(s &^ (Output | NullCount)) }

// String returns the fields.
func (s Status) String() string {
	return fmt.Sprintf("OUT=%d|NULL=%d|RW=%d|M=%d|BCD=%d", s>>7, s&NullCount>>6, Word(s)&bytes>>4, uint8(s.Mode()), Word(s)&BCD)
}

// Frequency is that of the clock of all counters, in Hz ("System Timers": 1.19 MHz, a
// twelfth of 14.31818 MHz).
const Frequency = 1193182

// Ticks returns the time of n ticks of the clock, rounded up to a nanosecond.
func Ticks(n int64) time.Duration {
	return time.Duration((n*int64(time.Second) + Frequency - 1) / Frequency)
}

// SystemControl is the content of port 0x61 ("Speaker").
type SystemControl uint8

// SpeakerControl is the port.
const SpeakerControl reg.Reg[SystemControl] = 0

// Bits of the port.
//
//qgraph:bits
const (
	Gate2   SystemControl = 1 << 0 // GATE of counter 2
	Speaker SystemControl = 1 << 1 // OUT of counter 2 is heard
	Refresh SystemControl = 1 << 4 // toggles with OUT of counter 1; read-only
	Out2    SystemControl = 1 << 5 // OUT of counter 2; read-only
)
