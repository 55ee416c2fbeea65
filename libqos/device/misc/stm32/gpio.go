package stm32

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// GPIODriver is the node of a port of pins.
var GPIODriver = graph.NewDriver[*GPIO]("stm32l4x5-gpio")

// Port is the number of a port: 0 for A.
type Port int

// The ports of the STM32L475.
const (
	PortA Port = iota
	PortB
	PortC
	PortD
	PortE
	PortF
	PortG
	PortH
	Ports = iota
)

// PinsOfPort is the number of pins of a port. Port H of the STM32L475 has two of them.
const PinsOfPort = 16

// Pins returns how many pins the port has.
func (p Port) Pins() int {
	if p == PortH {
		return 2
	}
	return PinsOfPort
}

// All returns the mask of all pins.
func (p Port) All() uint32 { return 1<<p.Pins() - 1 }

// Fields returns the mask of the two bits that each pin has in MODER, OSPEEDR and PUPDR.
func (p Port) Fields() uint32 { return uint32(1<<(2*p.Pins()) - 1) }

// Reset returns the values of MODER, OSPEEDR and PUPDR after a reset: the pins of the debugger are in use (RM0351, section
// "GPIO registers").
func (p Port) Reset() (mode, speed, pull uint32) {
	switch p {
	case PortA:
		return 0xabff_ffff, 0x0c00_0000, 0x6400_0000
	case PortB:
		return 0xffff_febf, 0, 0x0000_0100
	default:
		return p.Fields(), 0, 0
	}
}

// GPIOKind returns the kind of a board's part for a port.
func GPIOKind(port Port) board.Kind {
	return board.NewKind(GPIODriver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*GPIO, error) {
		return NewGPIO(ctx, m, p, port)
	})
}

// NewGPIO returns a port at its place of a machine.
func NewGPIO(ctx context.Context, m *guest.Machine, p guest.Peripheral, port Port) (*GPIO, error) {
	g := &GPIO{Device: board.At(m, p), Port: port}
	if err := (gate{rccL4, AHB2Enable, 1 << port}).open(ctx, m); err != nil {
		return nil, err
	}
	var err error
	g.path, err = g.Object(ctx)
	return g, err
}

// GPIO is a port of pins.
type GPIO struct {
	board.Device
	Port
	path string // of QEMU's object
}

// The registers of a port (RM0351, section "GPIO registers"). The first four, and AlternateLow and AlternateHigh, have
// two, one or four bits for each pin.
const (
	Mode          reg.Reg[uint32] = 0x00 // GPIOx_MODER: see [Input]
	OpenDrain     reg.Reg[uint32] = 0x04 // GPIOx_OTYPER
	Speed         reg.Reg[uint32] = 0x08 // GPIOx_OSPEEDR
	Pull          reg.Reg[uint32] = 0x0c // GPIOx_PUPDR: see [PullUp]
	InputData     reg.Reg[uint32] = 0x10 // GPIOx_IDR, read-only
	OutputData    reg.Reg[uint32] = 0x14 // GPIOx_ODR
	SetReset      reg.Reg[uint32] = 0x18 // GPIOx_BSRR, write-only: bits 15:0 set, bits 31:16 reset
	Lock          reg.Reg[uint32] = 0x1c // GPIOx_LCKR
	AlternateLow  reg.Reg[uint32] = 0x20 // GPIOx_AFRL
	AlternateHigh reg.Reg[uint32] = 0x24 // GPIOx_AFRH
	BitReset      reg.Reg[uint32] = 0x28 // GPIOx_BRR, write-only
	AnalogSwitch  reg.Reg[uint32] = 0x2c // GPIOx_ASCR
)

// LockKey is the bit LCKK of LCKR.
const LockKey = 1 << 16

// Modes of a pin, in MODER.
const (
	Input     = 0
	Output    = 1
	Alternate = 2
	Analog    = 3
)

// Resistors of a pin, in PUPDR.
const (
	Floating = 0
	PullUp   = 1
	PullDown = 2
)

// Each returns the value of a register of two bits a pin in which all pins of the port have the same bits.
func (p Port) Each(field uint32) uint32 { return p.Fields() / 3 * field }

// Drive sets the level of a pin from outside.
func (g *GPIO) Drive(ctx context.Context, pin int, high bool) error {
	return g.Machine.Drive(ctx, guest.Inputs{Path: g.path}, pin, high)
}

// Release takes away what drives some pins from outside.
func (g *GPIO) Release(ctx context.Context, pins uint32) error {
	return qom.At(g.Machine.Monitor, g.path).SetInt(ctx, "disconnected-pins", int64(pins))
}

// Pin watches the level of a pin.
func (g *GPIO) Pin(ctx context.Context, pin int) (guest.Line, error) {
	return g.Machine.Watch(ctx, guest.Outputs{Path: g.path}.Line(pin))
}
