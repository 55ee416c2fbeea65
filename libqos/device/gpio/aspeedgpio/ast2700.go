package aspeedgpio

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// AST2700 is the node of the pins of an AST2700, and of the AST1040: each pin has a register of its own.
var AST2700 = graph.NewDriver[*Single]("aspeed.gpio-ast2700")

// AST2700Kind is the kind of a board's part.
var AST2700Kind = board.NewKind(AST2700, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Single, error) {
	g := &Single{Device: board.At(m, p)}
	var err error
	g.path, err = g.Object(ctx)
	return g, err
})

// Single is a part of a board with a register for each pin.
type Single struct {
	board.Device
	path string // of QEMU's object
}

// Present are the pins of each bank (AspeedTech-BMC/zephyr, drivers/gpio/gpio_aspeed_g7.c, 2026).
func (*Single) Present() []uint32 {
	return []uint32{all, 0x0fff_ffff, all, all, all, all, 0x00ff_ffff}
}

// Drive sets the levels of a bank's pins from outside.
func (g *Single) Drive(ctx context.Context, bank int, levels uint32) error {
	return qom.At(g.Machine.Monitor, g.path).SetInt(ctx, fmt.Sprintf("gpio-set[%d]", bank), int64(levels))
}

// Output watches the level to which the part sets a pin of the first bank.
func (g *Single) Output(ctx context.Context, pin int) (guest.Line, error) {
	return g.Machine.Watch(ctx, guest.Outputs{Path: g.path, Name: board.Output}.Line(1+pin))
}

// Pin returns the register of a pin.
func Pin(n int) reg.Reg[Control] { return reg.Reg[Control](0x180 + 4*n) }

// Statuses returns the register with the interrupts of a bank's pins, read-only.
func Statuses(bank int) reg.Reg[uint32] { return reg.Reg[uint32](0x100 + 4*bank) }

// Control is the register of a pin.
type Control uint32

// Bits of a pin's register (gpio_aspeed_g7.c; Linux, drivers/gpio/gpio-aspeed.c, GPIO_G7_CTRL_OUT_DATA and others).
//
//qgraph:bits
const (
	OutData   Control = 1 << 0
	Out       Control = 1 << 1 // "DIR"
	Enabled   Control = 1 << 2 // "IRQ_EN"
	Kept      Control = 1 << 6 // "RST_TOLERANCE"
	InputMask Control = 1 << 9
	Pending   Control = 1 << 12 // "IRQ_STS": a written 1 clears it
	InData    Control = 1 << 13
)

// Settings are the bits that keep their written values.
const Settings Control = 0x3ff

// On returns the bits of a trigger.
func On(t Trigger) Control {
	const typeShift = 3
	return Control(t) << typeShift
}
