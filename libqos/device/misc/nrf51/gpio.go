package nrf51

import (
	"context"
	"path"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// GPIODriver is the node of the pins.
var GPIODriver = graph.NewDriver[*GPIO]("nrf51_soc.gpio")

// GPIOKind is the kind of a board's part.
var GPIOKind = board.NewKind(GPIODriver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*GPIO, error) {
	g := &GPIO{Device: board.At(m, p)}
	var err error
	g.path, err = g.Object(ctx)
	return g, err
})

// GPIO are the pins.
type GPIO struct {
	board.Device
	path string // of QEMU's object; the pins are those of the chip that it is a part of
}

// Pins is the number of pins. Each register but [PinConfig] has a bit for each of them.
const Pins = 32

// The registers (chapter 14, table "Register Overview").
const (
	Output         reg.Reg[uint32] = 0x504 // OUT
	OutputSet      reg.Reg[uint32] = 0x508 // OUTSET: reads as OUT
	OutputClear    reg.Reg[uint32] = 0x50c // OUTCLR: reads as OUT
	Input          reg.Reg[uint32] = 0x510 // IN, read-only
	Direction      reg.Reg[uint32] = 0x514 // DIR: a 1 for an output
	DirectionSet   reg.Reg[uint32] = 0x518 // DIRSET: reads as DIR
	DirectionClear reg.Reg[uint32] = 0x51c // DIRCLR: reads as DIR
	PinConfig0     reg.Reg[uint32] = 0x700 // PIN_CNF[0], the first of 32
)

// PinConfig returns PIN_CNF of a pin.
func PinConfig(pin int) reg.Reg[uint32] { return PinConfig0 + reg.Reg[uint32](4*pin) }

// Fields of PIN_CNF (table "PIN_CNF[n]").
const (
	PinOutput     = 1 << 0  // DIR
	PinBufferOff  = 1 << 1  // INPUT: the input buffer is disconnected
	PinPullDown   = 1 << 2  // PULL
	PinPullUp     = 3 << 2  // PULL
	PinDriveD0    = 4 << 8  // DRIVE: D0S1, disconnected if 0
	PinDriveD1    = 6 << 8  // DRIVE: S0D1, disconnected if 1
	PinSenseHigh  = 2 << 16 // SENSE
	PinSenseLow   = 3 << 16 // SENSE
	PinConfigBits = 0x0003_070f
)

// Drive sets the level of a pin from outside.
func (g *GPIO) Drive(ctx context.Context, pin int, high bool) error {
	return g.Machine.Drive(ctx, guest.Inputs{Path: path.Dir(g.path)}, pin, high)
}

// Pin watches the level to which the part sets a pin.
func (g *GPIO) Pin(ctx context.Context, pin int) (guest.Line, error) {
	return g.Machine.Watch(ctx, guest.Outputs{Path: path.Dir(g.path)}.Line(pin))
}

// Detect watches the signal DETECT, which is high while a pin has the level that its SENSE asks for.
func (g *GPIO) Detect(ctx context.Context) (guest.Line, error) {
	return g.Machine.Watch(ctx, guest.Outputs{Path: g.path, Name: "detect"}.Line(0))
}
