package gus

import "github.com/qgraph/qgraph/libqos/base/reg"

// The ports of the lower range ("2X0").
const (
	IRQStatus    reg.Reg[Causes] = 0x6 // read-only
	TimerAddress reg.Reg[uint8]  = 0x8 // of AdLib's timers: 4
	TimerData    reg.Reg[uint8]  = 0x9 // their start, mask and reset
)

// The ports of the upper range ("3X0").
const (
	VoiceSelect    reg.Reg[uint8]  = 0x2
	RegisterSelect reg.Reg[uint8]  = 0x3
	Data16         reg.Reg[uint16] = 0x4
	Data8          reg.Reg[uint8]  = 0x5
	DRAM           reg.Reg[uint8]  = 0x7 // the byte at the address of DRAMLow and DRAMHigh
)

// Causes is the content of the port of interrupts.
type Causes uint8

// Bits of IRQStatus.
//
//qgraph:bits
const (
	Timer1Expired Causes = 1 << 2
	Timer2Expired Causes = 1 << 3
	Wavetable     Causes = 1 << 5 // a voice is at its end
	VolumeRamp    Causes = 1 << 6
	TerminalCount Causes = 1 << 7 // of DMA into the DRAM
)

// Register is a register of the GF1.
type Register uint8

// Registers of the whole chip.
const (
	ActiveVoices Register = 0x0e // its lower five bits are their number less one
	IRQSource    Register = 0x8f // a read tells a voice with an interrupt, and clears it
	DRAMLow      Register = 0x43 // 16 bits
	DRAMHigh     Register = 0x44
	TimerControl Register = 0x45 // enables the interrupts of both timers
	Timer1Count  Register = 0x46 // in steps of 80 µs below 256
	Timer2Count  Register = 0x47 // in steps of 320 µs
	ResetControl Register = 0x4c
)

// Registers of the selected voice. They are read at [ReadVoice] more.
const (
	VoiceControl  Register = 0x00
	Frequency     Register = 0x01 // 16 bits: a step of 0x400 is a sample for each of the output
	StartHigh     Register = 0x02 // 16 bits: address bits 19:7
	StartLow      Register = 0x03 // 16 bits: address bits 6:0 and a fraction
	EndHigh       Register = 0x04
	EndLow        Register = 0x05
	Volume        Register = 0x09 // 16 bits
	CurrentHigh   Register = 0x0a
	CurrentLow    Register = 0x0b
	Pan           Register = 0x0c // 0 to 15, 7 is the middle
	VolumeControl Register = 0x0d
)

// ReadVoice is the distance of a voice's register from where it is read.
const ReadVoice Register = 0x80

// Bits of VoiceControl and VolumeControl.
const (
	Stopped     uint8 = 1 << 0
	StopNow     uint8 = 1 << 1
	Loop        uint8 = 1 << 3
	AtEnd       uint8 = 1 << 5 // an interrupt at the end of the voice
	PendingHere uint8 = 1 << 7
)

// Bits of ResetControl.
const (
	Run       uint8 = 1 << 0 // zero holds the chip in reset
	DACEnable uint8 = 1 << 1
	MasterIRQ uint8 = 1 << 2
)

// Bits of TimerControl, and of TimerData.
const (
	Timer1IRQ uint8 = 1 << 2
	Timer2IRQ uint8 = 1 << 3

	Start1      uint8 = 1 << 0
	Start2      uint8 = 1 << 1
	ClearTimers uint8 = 1 << 7
)
