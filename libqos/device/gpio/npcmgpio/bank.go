package npcmgpio

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of a bank.
var Driver = graph.NewDriver[*Bank]("npcm7xx-gpio")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Bank, error) {
	b := &Bank{Device: board.At(m, p)}
	var err error
	b.Path, err = b.Object(ctx)
	return b, err
})

// Bank is a bank of pins.
type Bank struct {
	board.Device
	Path string // of QEMU's object
}

// Pins is the number of pins. Each register but the locks has a bit for each of them, but for the four of blinking, which
// have four bits.
const Pins = 32

// The registers.
const (
	Lock       reg.Reg[uint32] = 0x00 // TLOCK1: reads as 1 while the bank is locked
	Input      reg.Reg[uint32] = 0x04 // DIN, read-only
	Polarity   reg.Reg[uint32] = 0x08 // POL: a 1 inverts the pin
	Output     reg.Reg[uint32] = 0x0c // DOUT
	Enable     reg.Reg[uint32] = 0x10 // OE: a 1 for an output
	OpenDrain  reg.Reg[uint32] = 0x14 // OTYP: a 1 for an output that drives one level only
	MainPower  reg.Reg[uint32] = 0x18 // MP
	PullUp     reg.Reg[uint32] = 0x1c // PU
	PullDown   reg.Reg[uint32] = 0x20 // PD
	Debounce   reg.Reg[uint32] = 0x24 // DBNC
	Edge       reg.Reg[uint32] = 0x28 // EVTYP: a 1 for an event by an edge, a 0 by a level
	BothEdges  reg.Reg[uint32] = 0x2c // EVBE
	Blink0     reg.Reg[uint32] = 0x30 // OBL0
	Blink1     reg.Reg[uint32] = 0x34 // OBL1
	Blink2     reg.Reg[uint32] = 0x38 // OBL2
	Blink3     reg.Reg[uint32] = 0x3c // OBL3
	Events     reg.Reg[uint32] = 0x40 // EVEN: a 1 lets an event interrupt
	EventsSet  reg.Reg[uint32] = 0x44 // EVENS, write-only: sets bits of EVEN
	EventsOff  reg.Reg[uint32] = 0x48 // EVENC, write-only: clears bits of EVEN
	Status     reg.Reg[uint32] = 0x4c // EVST: the events; a written 1 clears one
	InputOn    reg.Reg[uint32] = 0x58 // IEM: a 1 lets the pin in
	SlewRate   reg.Reg[uint32] = 0x5c // OSRC
	Strength   reg.Reg[uint32] = 0x60 // ODSC
	OutputSet  reg.Reg[uint32] = 0x68 // DOS, write-only: sets bits of DOUT
	OutputOff  reg.Reg[uint32] = 0x6c // DOC, write-only: clears bits of DOUT
	EnableSet  reg.Reg[uint32] = 0x70 // OES, write-only: sets bits of OE
	EnableOff  reg.Reg[uint32] = 0x74 // OEC, write-only: clears bits of OE
	SecondLock reg.Reg[uint32] = 0x7c // TLOCK2
)

// The values that unlock a bank, written to TLOCK2 and then to TLOCK1.
const (
	SecondKey = 0xc0de_1248
	Key       = 0xc0de_fa73
)

// Unlock lets the registers of the bank be written.
func (b *Bank) Unlock(ctx context.Context) error {
	return errors.Join(SecondLock.Write(ctx, b.Regs, SecondKey), Lock.Write(ctx, b.Regs, Key))
}

// Drive sets the level of a pin from outside.
func (b *Bank) Drive(ctx context.Context, pin int, high bool) error {
	return b.Machine.Drive(ctx, guest.Inputs{Path: b.Path}, pin, high)
}

// Pin watches the level to which the bank sets a pin.
func (b *Bank) Pin(ctx context.Context, pin int) (guest.Line, error) {
	return b.Machine.Watch(ctx, guest.Outputs{Path: b.Path}.Line(pin))
}
