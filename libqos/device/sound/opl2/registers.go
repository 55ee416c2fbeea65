package opl2

import "github.com/qgraph/qgraph/libqos/base/reg"

// The ports, from 0x388 on.
const (
	StatusAddress reg.Reg[Status] = 0x0 // reads the status; a write selects a register
	data          reg.Reg[uint8]  = 0x1 // write-only
)

// Status is the status of the timers.
type Status uint8

// Bits of the status ("Status").
//
//qgraph:bits
const (
	Expired2 Status = 1 << 5 // timer 2 has expired
	Expired1 Status = 1 << 6 // timer 1 has expired
	Expired  Status = 1 << 7 // one of them has
)

// Flags has all bits of the status.
const Flags = Expired | Expired1 | Expired2

// Register is a register of the chip.
type Register uint8

// The registers. Those from 0x20 on are one for each of 18 operators, or each of nine voices.
const (
	Test         Register = 0x01
	Timer1       Register = 0x02 // in steps of 80 µs below 256
	Timer2       Register = 0x03 // in steps of 320 µs
	TimerControl Register = 0x04
	Multiple     Register = 0x20 // of an operator, with AM, VIB, EG-TYP and KSR
	Level        Register = 0x40 // attenuation
	Attack       Register = 0x60 // with decay
	Sustain      Register = 0x80 // with release
	FNumber      Register = 0xa0 // of a voice, its low eight bits
	KeyOn        Register = 0xb0 // with block and the upper bits of the F-number
	Connection   Register = 0xc0 // with feedback
	Waveform     Register = 0xe0
)

// Bits of TimerControl.
const (
	Start1   uint8 = 1 << 0
	Start2   uint8 = 1 << 1
	Mask2    uint8 = 1 << 5
	Mask1    uint8 = 1 << 6
	ResetIRQ uint8 = 1 << 7 // clears the status; the other bits then count for nothing
)
