package cs4231a

import "github.com/qgraph/qgraph/libqos/base/reg"

// The ports (the data sheet, "Direct Mapped Registers").
const (
	Index  reg.Reg[uint8]  = 0x0 // R0: number of a register, with [Initializing], [ModeChange] and [TransferDisable]
	Data   reg.Reg[uint8]  = 0x1 // R1
	Status reg.Reg[States] = 0x2 // R2: a write clears the interrupt
)

// Bits of R0.
const (
	TransferDisable uint8 = 1 << 5 // "TRD"
	ModeChange      uint8 = 1 << 6 // "MCE"
	Initializing    uint8 = 1 << 7 // "INIT"
)

// States is the content of R2.
type States uint8

// Bits of R2.
//
//qgraph:bits
const (
	Interrupt     States = 1 << 0 // "INT"
	PlaybackReady States = 1 << 1 // "PRDY"
	SampleError   States = 1 << 4 // "SER"
)

// Register is one of the indirect registers.
type Register uint8

// The indirect registers (the data sheet, "Indirect Mapped Registers"). Those from I16 on are there in
// MODE 2 only.
const (
	InputLeft     Register = 0
	InputRight    Register = 1
	Aux1Left      Register = 2
	Aux1Right     Register = 3
	Aux2Left      Register = 4
	Aux2Right     Register = 5
	OutputLeft    Register = 6
	OutputRight   Register = 7
	DataFormat    Register = 8 // "Fs and Playback Data Format", changed while MCE is set
	Configuration Register = 9 // "Interface Configuration"
	PinControl    Register = 10
	ErrorStatus   Register = 11 // "Error Status and Initialization"; read-only
	ModeID        Register = 12
	Loopback      Register = 13
	UpperBase     Register = 14 // of playback: samples less one
	LowerBase     Register = 15
	LineLeft      Register = 18
	LineRight     Register = 19
	TimerLow      Register = 20
	TimerHigh     Register = 21
	FeatureStatus Register = 24 // "Alternate Feature Status"
	VersionID     Register = 25 // read-only
	MonoControl   Register = 26
	CaptureFormat Register = 28
	CaptureUpper  Register = 30
	CaptureLower  Register = 31
)

// Format is the content of DataFormat.
type Format uint8

// Values of DataFormat.
const (
	Rate44100 Format = 5<<1 | 1 // with XTAL2
	Stereo    Format = 1 << 4
	Linear8   Format = 0      // unsigned
	Linear16  Format = 1 << 6 // two's complement, little-endian
)

// Bits of Configuration.
const (
	PlaybackEnable uint8 = 1 << 0 // "PEN"
	SingleDMA      uint8 = 1 << 2 // "SDC"
	AutoCalibrate  uint8 = 1 << 3 // "ACAL"
)

// Calibrating is the bit of ErrorStatus for a calibration in progress, "ACI".
const Calibrating uint8 = 1 << 5

// InterruptEnable is the bit of PinControl for the pin, "IEN".
const InterruptEnable uint8 = 1 << 1

// Mode2 is the bit of ModeID that adds the registers from I16 on, and Identity its lower bits, which
// cannot be written.
const (
	Mode2    uint8 = 1 << 6
	Identity uint8 = 0x8a
)

// Version is the content of VersionID: a CS4231A.
const Version uint8 = 0xa0

// PlaybackInterrupt is the bit of FeatureStatus for the interrupt of playback, "PI".
const PlaybackInterrupt uint8 = 1 << 4
