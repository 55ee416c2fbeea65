package uart

import (
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Model is how a kind of serial port is used. The names are those of its manual.
type Model struct {
	Setup       []Write   // characters of eight bits, both directions on, FIFOs on where there are any, an interrupt for each received character where it can be chosen, all interrupts off
	Transmit    Field     // takes a character
	Put         []Write   // after each transmitted character
	Done        Condition // awaited after each transmitted character, before Put; zero for none
	Receive     Field     // gives a character, without its errors
	BeforeTaken []Write   // before each received character is read
	Taken       []Write   // after each received character
	Received    Condition // there is a character to read
	Room        Condition // a character can be written; zero: always
	Sent        Condition // none is left in the transmitter; zero if it cannot be seen

	Unpaced  bool      // the receiver loses a character that comes before the one ahead was read
	Depth    int       // of characters that the receiver holds in Setup; 0 if that is not known
	Full     Condition // the receiver holds Depth characters; zero if it cannot be seen
	Loopback []Write   // after Setup, connects the transmitter to the receiver; nil if it cannot be done
	Silent   bool      // nothing leaves the port in loopback
	Break    Break

	Interrupts []Interrupt

	Reset []Value // of registers after a reset
	Open  []Write // lets the fields in Kept be written
	Kept  []Field // each bit reads back as it was written
	Close []Write // after them

	// Adapt makes the registers of a port whose manual's registers are not at addresses of
	// their own; nil for none.
	Adapt func(m *guest.Machine, s reg.Space) reg.Space
}

// Interrupt is a reason to interrupt.
type Interrupt struct {
	Name    string
	Cause   Cause
	Enable  []Write
	Disable []Write
	Pending Condition // the port says so; zero if it does not
	Masked  bool      // Pending is told only while the interrupt is enabled
	Line    int       // of the port's interrupts
	Latched bool      // the port takes note of its cause only while it is enabled
	Edge    bool      // whether the line stays raised after the cause is not specified
	Pulse   bool      // the line is raised and lowered at once; Latched goes with it
	Clear   []Write   // after the cause is gone
}

// Cause is what a port interrupts for.
type Cause uint8

// The causes.
const (
	OnReceived Cause = iota // a character is there to be read
	OnRoom                  // the transmitter takes a character
	OnSent                  // a character has been sent
	OnBreak                 // a break has been received
)

// Break is how a port tells of a break: the line is low for longer than a character.
type Break struct {
	Seen        Condition // zero if it cannot be seen, or if QEMU's model has none
	Data        uint64    // the character that it reads as
	BeforeTaken []Write   // before each received character is read
	Taken       []Write   // acknowledges it
}

// Field is a part of a register.
type Field struct {
	Name   string // of the register
	Offset uint64
	Width  qtest.Width
	Mask   uint64
}

// Bits returns the bits of a register in mask.
func Bits[V reg.Word](name string, r reg.Reg[V], mask V) Field {
	return Field{name, uint64(r), r.Width(), uint64(mask)}
}

// Condition is a field with a value.
type Condition struct {
	Field
	Value uint64
}

// Set returns the condition that a field has all of its bits set.
func (f Field) Set() Condition { return Condition{f, f.Mask} }

// Clear returns the condition that a field has none of its bits set.
func (f Field) Clear() Condition { return Condition{f, 0} }

// Is returns the condition that a field has a value, in the field's place.
func (f Field) Is(value uint64) Condition { return Condition{f, value} }

// Value is the value of a field after a reset.
type Value = Condition

// Write is a write of a whole register.
type Write struct {
	Offset uint64
	Width  qtest.Width
	Value  uint64
}

// Set returns the write of a value.
func Set[V reg.Word](r reg.Reg[V], v V) Write { return Write{uint64(r), r.Width(), uint64(v)} }
