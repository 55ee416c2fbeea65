package i8042

import "github.com/qgraph/qgraph/libqos/base/reg"

// The ports, from 0x60 on.
const (
	Data          reg.Reg[uint8]   = 0 // a byte for a device, or an operand; reads the output buffer
	StatusCommand reg.Reg[Status]  = 4 // a read is of the status
	command       reg.Reg[Command] = 4
)

// Status is the status byte ("Controller Status Register").
type Status uint8

// Bits of the status byte.
//
//qgraph:bits
const (
	OutputFull Status = 1 << 0 // there is a byte to read
	InputFull  Status = 1 << 1
	System     Status = 1 << 2 // bit 2 of the command byte
	AtCommand  Status = 1 << 3 // the last write was one of a command
	NotLocked  Status = 1 << 4 // "Inhibit switch"
	OfMouse    Status = 1 << 5 // the byte is the auxiliary device's
	TimeOut    Status = 1 << 6
	Parity     Status = 1 << 7
)

// Command is a command of the controller ("Controller Commands").
type Command uint8

// The commands.
const (
	ReadByte        Command = 0x20 // the command byte
	WriteByte       Command = 0x60
	DisableMouse    Command = 0xa7
	EnableMouse     Command = 0xa8
	TestMouse       Command = 0xa9 // the interface to it
	SelfTest        Command = 0xaa
	TestKeyboard    Command = 0xab // the interface to it
	DisableKeyboard Command = 0xad
	EnableKeyboard  Command = 0xae
	ReadInputPort   Command = 0xc0
	ReadOutputPort  Command = 0xd0
	WriteOutputPort Command = 0xd1
	FakeKeyboard    Command = 0xd2 // "Write Keyboard Output Buffer": as if the keyboard had sent it
	FakeMouse       Command = 0xd3 // "Write Auxiliary Device Output Buffer"
	WriteMouse      Command = 0xd4 // the operand is for the auxiliary device
	Pulse           Command = 0xf0 // pulls those outputs low whose bits, 0 to 3, are 0
)

// SelfTestPassed is the answer to SelfTest.
const SelfTestPassed = 0x55

// Mode is the command byte ("Controller Command Byte").
type Mode uint8

// Bits of the command byte.
//
//qgraph:bits
const (
	KeyboardIRQ Mode = 1 << 0 // "INT"
	MouseIRQ    Mode = 1 << 1 // "INT2"
	SystemFlag  Mode = 1 << 2 // "SYS"
	KeyboardOff Mode = 1 << 4
	MouseOff    Mode = 1 << 5
	Translate   Mode = 1 << 6 // scan codes of set 2 are made those of set 1
)

// Port is the output port ("Output Port").
type Port uint8

// Bits of the output port.
//
//qgraph:bits
const (
	NoReset     Port = 1 << 0 // 0 resets the processor
	A20         Port = 1 << 1
	KeyboardOut Port = 1 << 4 // the output buffer is full, an interrupt
	MouseOut    Port = 1 << 5
)
