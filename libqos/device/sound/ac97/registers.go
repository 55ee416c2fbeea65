package ac97

import "github.com/qgraph/qgraph/libqos/base/reg"

// Mixer registers (AC'97, section 5.7 "Mixer Registers").
const (
	MixerReset      reg.Reg[uint16]   = 0x00 // any write resets the codec's registers
	MasterVolume    reg.Reg[Volume]   = 0x02
	PCMOutVolume    reg.Reg[Volume]   = 0x18
	RecordSelect    reg.Reg[uint16]   = 0x1a
	RecordGain      reg.Reg[Volume]   = 0x1c
	ExtendedID      reg.Reg[Extended] = 0x28 // supported extensions
	ExtendedControl reg.Reg[Extended] = 0x2a // enabled extensions
	FrontDACRate    reg.Reg[uint16]   = 0x2c // in Hz
	ADCRate         reg.Reg[uint16]   = 0x32 // in Hz
	VendorID1       reg.Reg[uint16]   = 0x7c
	VendorID2       reg.Reg[uint16]   = 0x7e
	FixedRate                         = 48000 // in Hz, without variable rates
)

// The codec's identity: a SigmaTel STAC9700 (its data sheet, registers 7Ch and 7Eh).
const (
	SigmaTel uint16 = 0x8384
	STAC9700 uint16 = 0x7600
)

// Volume is an attenuation of the left channel in bits 13:8 and of the right in
// 5:0, in steps of 1.5 dB; for some registers a gain.
type Volume uint16

// Values of [Volume].
const (
	Mute       Volume = 1 << 15
	PCMDefault Volume = Mute | 0x0808 // 0 dB
)

// Extended is a set of extensions (AC'97, section 5.8.1 "Extended Audio ID
// Register").
type Extended uint16

// Extensions.
const (
	VRA Extended = 1 << 0 // variable rate audio
	VRM Extended = 1 << 3 // variable rate of the microphone

	Revision23 Extended = 2 << 10 // of the specification, in the ID
)

// Registers of the bus master that belong to no channel (the datasheet, sections
// 13.2.8 "GLOB_CNT" and 13.2.9 "GLOB_STA").
const (
	GlobalControl reg.Reg[uint32]           = 0x2c
	GlobalStatus  reg.Reg[GlobalStatusBits] = 0x30
	Semaphore     reg.Reg[uint8]            = 0x34   // "ACC_SEMA": bit 0 is set by a read, and cleared by an access to the codec
	ColdReset     uint32                    = 1 << 1 // cleared to reset the link
	GPIInterrupt  uint32                    = 1 << 0 // enable of the interrupt by the codec's pins
)

// GlobalStatusBits is the content of [GlobalStatus].
type GlobalStatusBits uint32

// Bits of [GlobalStatus].
const (
	PCMInInterrupt      GlobalStatusBits = 1 << 5
	PCMOutInterrupt     GlobalStatusBits = 1 << 6
	MicrophoneInterrupt GlobalStatusBits = 1 << 7
	CodecReady          GlobalStatusBits = 1 << 8
)

// ChannelID identifies a channel of the bus master by the offset of its
// registers.
type ChannelID uint8

// The channels.
const (
	PCMIn      ChannelID = 0x00
	PCMOut     ChannelID = 0x10
	Microphone ChannelID = 0x20
)

// String returns the name of the channel.
func (c ChannelID) String() string { return [...]string{"PCM in", "PCM out", "microphone"}[c>>4] }

// Interrupt is the channel's bit of [GlobalStatus].
func (c ChannelID) Interrupt() GlobalStatusBits { return PCMInInterrupt << (c >> 4) }

// Registers of a channel (the datasheet, sections 13.2.1 to 13.2.7).

// BDBAR is the Buffer Descriptor Base Address.
func (c ChannelID) BDBAR() reg.Reg[uint32] { return reg.Reg[uint32](c) }

// CIV is the Current Index Value, 0 to 31.
func (c ChannelID) CIV() reg.Reg[uint8] { return reg.Reg[uint8](c) + 4 }

// LVI is the Last Valid Index, 0 to 31.
func (c ChannelID) LVI() reg.Reg[uint8] { return reg.Reg[uint8](c) + 5 }

// SR is the Status Register.
func (c ChannelID) SR() reg.Reg[Status] { return reg.Reg[Status](c) + 6 }

// PICB is the Position In Current Buffer: the number of remaining samples.
func (c ChannelID) PICB() reg.Reg[uint16] { return reg.Reg[uint16](c) + 8 }

// PIV is the Prefetched Index Value, 0 to 31.
func (c ChannelID) PIV() reg.Reg[uint8] { return reg.Reg[uint8](c) + 0xa }

// CR is the Control Register.
func (c ChannelID) CR() reg.Reg[Control] { return reg.Reg[Control](c) + 0xb }

// Status is the content of a channel's status register. Writing ones clears the
// interrupts.
type Status uint16

// Bits of [Status].
//
//qgraph:bits
const (
	DCH   Status = 1 << 0 // DMA controller halted
	CELV  Status = 1 << 1 // current index equals last valid
	LVBCI Status = 1 << 2 // last valid buffer completion interrupt
	BCIS  Status = 1 << 3 // buffer completion interrupt
	FIFOE Status = 1 << 4 // FIFO error
)

// Control is the content of a channel's control register.
type Control uint8

// Bits of [Control].
const (
	Run             Control = 1 << 0
	ResetRegisters  Control = 1 << 1
	LastInterrupt   Control = 1 << 2 // enable LVBCI
	FIFOInterrupt   Control = 1 << 3 // enable FIFOE
	BufferInterrupt Control = 1 << 4 // enable BCIS
)
