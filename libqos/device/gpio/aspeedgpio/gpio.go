package aspeedgpio

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
)

// Interface is the interface of the pins of any chip with these registers.
var Interface = graph.NewInterface[*GPIO]("aspeed-gpio")

// The nodes, by QEMU's names. An AST2600 has a second part, with pins of 1.8 V.
var (
	AST2400    = graph.NewDriver[*GPIO]("aspeed.gpio-ast2400")
	AST2500    = graph.NewDriver[*GPIO]("aspeed.gpio-ast2500")
	AST2600    = graph.NewDriver[*GPIO]("aspeed.gpio-ast2600")
	AST2600Low = graph.NewDriver[*GPIO]("aspeed.gpio-ast2600-1_8v")
	AST1030    = graph.NewDriver[*GPIO]("aspeed.gpio-ast1030")
)

// The kinds of a board's part, with their pins (gpio-aspeed.c, aspeed_bank_props).
var (
	AST2400Kind    = kind(AST2400, Model{Pins: append(whole(5), Mask{all, 0x0000_ffff}, Mask{0x0000_000f, 0x0fff_ff0f})})
	AST2500Kind    = kind(AST2500, Model{Pins: append(whole(5), Mask{all, 0x0000_ffff}, Mask{0x0fff_ffff, 0x0fff_ffff}, Mask{0xff, 0xff})})
	AST2600Kind    = kind(AST2600, Model{Pins: append(whole(4), Mask{all, 0x00ff_ffff}, Mask{all, 0xffff_ff00}, Mask{0xffff, 0xffff}), Index: true})
	AST2600LowKind = kind(AST2600Low, Model{Pins: append(whole(1), Mask{0xf, 0xf}), Index: true})
	AST1030Kind    = kind(AST1030, Model{Pins: whole(3), Index: true, More: true})
)

// all are all pins of a bank.
const all = 1<<Pins - 1

func whole(banks int) []Mask { return slices.Repeat([]Mask{{all, all}}, banks) }

// Mask are the pins of a bank that can be inputs, and those that can be outputs.
type Mask struct{ Input, Output uint32 }

// Model is what differs between the chips.
type Model struct {
	Pins  []Mask // of each bank
	Index bool   // it has the register [Index]
	More  bool   // it has further banks, of whose pins nothing public tells
}

// Bank are the registers and the pins of a bank.
type Bank struct {
	Registers
	Mask
	Number int // 0 for A to D
}

// GPIO is a part of a board.
type GPIO struct {
	board.Device
	Model
	Banks []Bank
	path  string // of QEMU's object
}

func kind(d graph.Driver[*GPIO], model Model) board.Kind {
	return board.NewKind(d, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*GPIO, error) {
		g := &GPIO{Device: board.At(m, p), Model: model}
		for n, pins := range model.Pins {
			g.Banks = append(g.Banks, Bank{places[n], pins, n})
		}
		var err error
		g.path, err = g.Object(ctx)
		return g, err
	})
}

// Drive sets the levels of a bank's pins from outside.
func (g *GPIO) Drive(ctx context.Context, b *Bank, levels uint32) error {
	return qom.At(g.Machine.Monitor, g.path).SetInt(ctx, fmt.Sprintf("gpio-set[%d]", b.Number), int64(levels))
}

// Output watches the level to which the part sets a pin of a bank.
func (g *GPIO) Output(ctx context.Context, b *Bank, pin int) (guest.Line, error) {
	n := 1 // behind the interrupt
	for _, before := range g.Banks[:b.Number] {
		n += bits.OnesCount32(before.Input | before.Output)
	}
	n += bits.OnesCount32((b.Input | b.Output) & (1<<pin - 1))
	return g.Machine.Watch(ctx, guest.Outputs{Path: g.path, Name: board.Output}.Line(n))
}
