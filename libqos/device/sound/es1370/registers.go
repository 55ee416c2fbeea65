package es1370

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers. Those at 30h to 3ch are in the page that [MemoryPage] selects.
const (
	ControlRegister reg.Reg[Control] = 0x00
	StatusRegister  reg.Reg[Status]  = 0x04 // read-only
	MemoryPage      reg.Reg[uint32]  = 0x0c // bits 3:0
	SerialControl   reg.Reg[Serial]  = 0x20
)

// Pages of the channels' buffers.
const (
	pageDACs = 0xc
	pageADC  = 0xd
)

// Control is the interrupt and chip select control register.
type Control uint32

// Bits of [Control], and its divider: channel 2 and the ADC run at 1411200/(divider+2) Hz
// unless the bits for other clocks are set.
//
//qgraph:bits
const (
	SERRDisable Control = 1 << 0
	CodecEnable Control = 1 << 1 // "CDC_EN"
	ADCEnable   Control = 1 << 4
	DAC2Enable  Control = 1 << 5
	DAC1Enable  Control = 1 << 6
	CCBMask     Control = 1 << 10 // "CCB_INTRM"
	DACSync     Control = 1 << 11
	Free        Control = 1 << 29 // "OPEN": has no function, and keeps what is written
	ADCStop     Control = 1 << 31
)

// DAC1Rate returns the bits of [Control] for the rate of channel 1: 0 for 5512 Hz, 1 for
// 11025, 2 for 22050, 3 for 44100.
func DAC1Rate(n uint32) Control { return Control(n << 12) }

// Divider returns the bits of [Control] for the rate of channel 2 and of the ADC, in Hz.
func Divider(hz uint32) Control {
	const clock = 1411200
	return Control((clock/hz - 2) & 0x1fff << 16)
}

// Status is the interrupt and chip select status register.
type Status uint32

// Bits of [Status].
//
//qgraph:bits
const (
	ADCInterrupt  Status = 1 << 0
	DAC2Interrupt Status = 1 << 1
	DAC1Interrupt Status = 1 << 2
	AnyInterrupt  Status = 1 << 31 // "INTR"
)

// VoiceCode is the field of [Status] that says which channel is served, and StatusReset the status after a reset: none is.
const (
	VoiceCode   Status = 3 << 5
	StatusReset        = VoiceCode
)

// Serial is the serial interface control register.
type Serial uint32

// Bits of [Serial] beside those of channels, see [Channel].
const (
	ReloadDAC1 Serial = 1 << 7 // "P1SCTRLD": the sample count is loaded again
)
