package ps2

// Commands that the keyboard and the mouse share, and their answers.
const (
	Reset    = 0xff
	Resend   = 0xfe
	Defaults = 0xf6
	Disable  = 0xf5
	Enable   = 0xf4
	Identify = 0xf2

	Acknowledge = 0xfa
	SelfTested  = 0xaa // after Reset
)

// Commands of the keyboard ("Keyboards (101- and 102-Key)").
const (
	SetRate      = 0xf3
	SetScanCodes = 0xf0 // 0 asks for the set
	Echo         = 0xee
	SetLEDs      = 0xed
)

// Commands of the mouse ("Mouse").
const (
	MouseDefaults    = Defaults
	SetSampleRate    = 0xf3
	SetRemote        = 0xf0
	SetWrap          = 0xee
	ResetWrap        = 0xec
	ReadPacket       = 0xeb
	SetStream        = 0xea
	StatusRequest    = 0xe9
	SetResolution    = 0xe8
	SetScaling2to1   = 0xe7
	ResetScaling1to1 = 0xe6
)
