package hda

// Node is the number of a codec's node. The root has number 0.
type Node uint8

// RootNode is the node that every codec has.
const RootNode Node = 0

// Verb is a command to a codec: its address, a node, a verb and its payload (the specification, section 7.1.2.1 "Verbs
// and Responses").
type Verb uint32

// Short returns a verb of 4 bits with a payload of 16.
func Short(codec int, n Node, verb uint8, payload uint16) Verb {
	return Verb(codec)<<28 | Verb(n)<<20 | Verb(verb&0xf)<<16 | Verb(payload)
}

// Long returns a verb of 12 bits with a payload of 8.
func Long(codec int, n Node, verb uint16, payload uint8) Verb {
	return Verb(codec)<<28 | Verb(n)<<20 | Verb(verb&0xfff)<<8 | Verb(payload)
}

// Parameter returns the verb that gets a parameter.
func Parameter(codec int, n Node, p ParameterID) Verb { return Long(codec, n, getParameter, uint8(p)) }

// Verbs (the specification, section 7.3.3 "Controls").
const (
	getParameter        uint16 = 0xf00
	GetConnectionList   uint16 = 0xf02
	GetPower            uint16 = 0xf05
	SetPower            uint16 = 0x705
	GetStream           uint16 = 0xf06 // bits 7:4: the stream, 3:0: its lowest channel
	SetStream           uint16 = 0x706
	GetPinControl       uint16 = 0xf07
	SetPinControl       uint16 = 0x707
	GetSubsystem        uint16 = 0xf20
	GetDefaults         uint16 = 0xf1c
	GetFormat           uint8  = 0xa // short
	SetFormat           uint8  = 0x2
	GetAmplifier        uint8  = 0xb
	SetAmplifier        uint8  = 0x3
	Format48kHz16Stereo uint16 = 0x0011
	Format44kHz16Stereo uint16 = 0x4011
)

// Payload bits of the amplifier's verbs.
const (
	SetOutput uint16 = 1 << 15 // of [SetAmplifier]
	SetInput  uint16 = 1 << 14
	SetLeft   uint16 = 1 << 13
	SetRight  uint16 = 1 << 12
	GetOutput uint16 = 1 << 15 // of [GetAmplifier]; else the input's
	GetLeft   uint16 = 1 << 13 // else right
	Muted     uint16 = 1 << 7
)

// ParameterID is a parameter (the specification, section 7.3.4 "Parameters").
type ParameterID uint8

// Parameters.
const (
	VendorID          ParameterID = 0x00
	RevisionID        ParameterID = 0x02
	SubordinateNodes  ParameterID = 0x04 // bits 23:16: the first, 7:0: their number
	FunctionGroupType ParameterID = 0x05
	WidgetCaps        ParameterID = 0x09
	PCMSizes          ParameterID = 0x0a // bits 20:16: sizes, 11:0: rates
	StreamFormats     ParameterID = 0x0b
	PinCaps           ParameterID = 0x0c
	InputAmplifier    ParameterID = 0x0d // bit 31: can mute, 22:16: step, 14:8: steps, 6:0: that of 0 dB
	ConnectionLength  ParameterID = 0x0e
	OutputAmplifier   ParameterID = 0x12
)

// WidgetType is the kind of a widget, bits 23:20 of [WidgetCaps].
type WidgetType uint8

// Kinds of widgets.
const (
	AudioOutput WidgetType = 0
	AudioInput  WidgetType = 1
	PinComplex  WidgetType = 4
)

// Bits of [WidgetCaps].
const (
	CapStereo     = 1 << 0
	CapInAmp      = 1 << 1
	CapOutAmp     = 1 << 2
	CapFormat     = 1 << 4
	CapConnection = 1 << 8
)
