package riscv

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	riscvaplic      = board.Controller{Type: "riscv.aplic"}
	riscvsifiveplic = board.Controller{Type: "riscv.sifive.plic"}
)

// boards is the table of boards.
var boards = []board.Board{
	{Name: "riscv64/boston-aia", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x17ff_e000, Stride: 4, Lines: riscvaplic.Lines(4)}}},
	{Name: "riscv64/k230", RAM: guest.RAM{Base: 0, Size: 2 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x9140_0000, Stride: 4, Lines: riscvsifiveplic.Lines(16)}}},
	{Name: "riscv64/microchip-icicle-kit", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x2000_0000, Stride: 4, Lines: riscvsifiveplic.Lines(90)}}},
	{Name: "riscv64/tt-atlantis", RAM: guest.RAM{Base: 0x1_0000_0000, Size: 4 * board.GiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xd411_0000, Stride: 4, Lines: riscvaplic.Lines(39)}}},
	{Name: "riscv64/xiangshan-kunminghu", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x310b_0000, Stride: 4, Lines: riscvaplic.Lines(10)}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
