package sb16

import "github.com/qgraph/qgraph/libqos/base/reg"

// The ports (the guide, chapter 2 "DSP Programming", and chapter 4 "Mixer Chip Programming").
const (
	MixerAddress reg.Reg[uint8] = 0x4
	MixerData    reg.Reg[uint8] = 0x5
	ResetPort    reg.Reg[uint8] = 0x6 // write-only
	ReadData     reg.Reg[uint8] = 0xa
	WriteCommand reg.Reg[uint8] = 0xc // reads [Busy]
	ReadStatus   reg.Reg[uint8] = 0xe // reads [Available]; acknowledges the interrupt of 8-bit DMA
	Acknowledge  reg.Reg[uint8] = 0xf // acknowledges the interrupt of 16-bit DMA
)

// Busy is the bit of WriteCommand that says that the processor takes no byte, and Available that of
// ReadStatus that says that it has one to read.
const (
	Busy      = 1 << 7
	Available = 1 << 7
)

// Ready is the byte with which the processor answers a reset.
const Ready = 0xaa

// Command is a command for the processor.
type Command uint8

// The commands (the guide, chapter 6 "DSP Commands"; the last ones are the Programming
// Information's).
const (
	SingleCycle8    Command = 0x14 // "8-bit single-cycle DMA mode digitized sound output"
	AutoInit8       Command = 0x1c // "8-bit auto-init DMA mode digitized sound output"
	SetTimeConstant Command = 0x40
	SetOutputRate   Command = 0x41 // in Hz, the high byte first
	SetBlockSize    Command = 0x48 // of AutoInit8, the low byte of bytes less one first
	Output16        Command = 0xb0 // "Program 16-bit DMA mode digitized sound I/O"
	Output8         Command = 0xc0
	Pause8          Command = 0xd0
	SpeakerOn       Command = 0xd1
	SpeakerOff      Command = 0xd3
	Continue8       Command = 0xd4
	Pause16         Command = 0xd5
	Continue16      Command = 0xd6
	SpeakerStatus   Command = 0xd8
	ExitAutoInit16  Command = 0xd9
	ExitAutoInit8   Command = 0xda
	Version         Command = 0xe1

	Identify  Command = 0xe0 // answers with the inverse of its operand
	Copyright Command = 0xe3 // answers with a text and a zero
	WriteTest Command = 0xe4 // the test register
	ReadTest  Command = 0xe8
	Request8  Command = 0xf2 // the interrupt of 8-bit DMA
	Request16 Command = 0xf3
)

// Bits of Output16 and Output8 besides (the guide, chapter 6, commands Bxh and Cxh).
const (
	FIFO     Command = 1 << 1
	AutoInit Command = 1 << 2
	Input    Command = 1 << 3 // record
)

// Format is the mode that follows Output16 and Output8.
type Format uint8

// Bits of the mode.
const (
	Signed Format = 1 << 4
	Stereo Format = 1 << 5
)

// Register is a register of the mixer.
type Register uint8

// Registers of the mixer (the guide, chapter 4, "CT1745 Mixer").
const (
	ResetMixer      Register = 0x00
	MasterLeft      Register = 0x30
	MasterRight     Register = 0x31
	VoiceLeft       Register = 0x32
	VoiceRight      Register = 0x33
	MIDILeft        Register = 0x34
	MIDIRight       Register = 0x35
	CDLeft          Register = 0x36
	CDRight         Register = 0x37
	LineLeft        Register = 0x38
	LineRight       Register = 0x39
	Mic             Register = 0x3a
	PCSpeaker       Register = 0x3b
	OutputSwitches  Register = 0x3c
	InputLeft       Register = 0x3d
	InputRight      Register = 0x3e
	InputGainLeft   Register = 0x3f
	InputGainRight  Register = 0x40
	OutputGainLeft  Register = 0x41
	OutputGainRight Register = 0x42
	GainControl     Register = 0x43
	TrebleLeft      Register = 0x44
	TrebleRight     Register = 0x45
	BassLeft        Register = 0x46
	BassRight       Register = 0x47
	InterruptSetup  Register = 0x80
	DMASetup        Register = 0x81
	InterruptStatus Register = 0x82
)

// Bits of InterruptStatus (the guide, chapter 3, "Interrupt Status Register").
const (
	Pending8    uint8 = 1 << 0
	Pending16   uint8 = 1 << 1
	PendingUART uint8 = 1 << 2
)
