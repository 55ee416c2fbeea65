package pl061

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The nodes of the two variants.
var (
	Driver   = graph.NewDriver[*GPIO]("pl061")
	Luminary = graph.NewDriver[*GPIO]("pl061_luminary")
)

// The kinds of a board's part. The interrupt is GPIOINTR.
var (
	Kind         = kind(Driver, PeripheralID)
	LuminaryKind = kind(Luminary, LuminaryID)
)

// GPIO is a part of a board.
type GPIO struct {
	board.Device
	PeripheralID uint32
	path         string // of QEMU's object
}

func kind(driver graph.Driver[*GPIO], id uint32) board.Kind {
	return board.NewKind(driver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*GPIO, error) {
		g := &GPIO{Device: board.At(m, p), PeripheralID: id}
		var err error
		g.path, err = g.Object(ctx)
		return g, err
	})
}

// Pins is the number of pins. Each register has a bit for each of them.
const Pins = 8

// All is the mask of all pins.
const All = 1<<Pins - 1

// The registers (DDI 0190B, section 3.2 "Summary of PrimeCell GPIO registers").
const (
	Direction reg.Reg[uint32] = 0x400 // GPIODIR: a 1 for an output
	Sense     reg.Reg[uint32] = 0x404 // GPIOIS: a 1 interrupts by a level, a 0 by an edge
	BothEdges reg.Reg[uint32] = 0x408 // GPIOIBE: a 1 interrupts by both edges
	Event     reg.Reg[uint32] = 0x40c // GPIOIEV: a 1 interrupts by a rising edge or a high level
	Mask      reg.Reg[uint32] = 0x410 // GPIOIE: a 1 lets the interrupt through
	Raw       reg.Reg[uint32] = 0x414 // GPIORIS, read-only
	Masked    reg.Reg[uint32] = 0x418 // GPIOMIS, read-only
	Clear     reg.Reg[uint32] = 0x41c // GPIOIC, write-only: a 1 clears an edge's interrupt
	Alternate reg.Reg[uint32] = 0x420 // GPIOAFSEL: a 1 gives the pin to hardware
)

// Further registers of the Stellaris (LM3S6965, table "GPIO Register Map").
const (
	Drive2    reg.Reg[uint32] = 0x500 // GPIODR2R: a pin drives 2 mA
	Drive4    reg.Reg[uint32] = 0x504 // GPIODR4R: 4 mA
	Drive8    reg.Reg[uint32] = 0x508 // GPIODR8R: 8 mA
	OpenDrain reg.Reg[uint32] = 0x50c // GPIOODR
	PullUp    reg.Reg[uint32] = 0x510 // GPIOPUR
	PullDown  reg.Reg[uint32] = 0x514 // GPIOPDR
	SlewRate  reg.Reg[uint32] = 0x518 // GPIOSLR
	Digital   reg.Reg[uint32] = 0x51c // GPIODEN
	Lock      reg.Reg[uint32] = 0x520 // GPIOLOCK: 1 if GPIOCR is locked
	Commit    reg.Reg[uint32] = 0x524 // GPIOCR
)

// Data returns the data register GPIODATA for some of the pins: bits 9:2 of its address are a mask.
func Data(pins uint32) reg.Reg[uint32] { return reg.Reg[uint32](pins << 2) }

// The numbers in the identification registers (section 3.3.11, and LM3S6965, "GPIO Peripheral
// Identification"), and the value of GPIOLOCK that unlocks.
const (
	PeripheralID = 0x41061
	LuminaryID   = 0x80061
	Unlock       = 0x1acc_e551
)

// Drive sets the level of a pin from outside.
func (g *GPIO) Drive(ctx context.Context, pin int, high bool) error {
	return g.Machine.Drive(ctx, guest.Inputs{Path: g.path}, pin, high)
}

// Output watches the level to which the part sets a pin.
func (g *GPIO) Output(ctx context.Context, pin int) (guest.Line, error) {
	return g.Machine.Watch(ctx, guest.Outputs{Path: g.path}.Line(pin))
}
