package sh

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// r2d are the parts of the RTS7751R2D, which has a Silicon Motion SM501 in area 4: its registers
// are the last 2 MiB of 64, and UART 0 is at 30000h of them (SM501 Databook, "Register Spaces": the
// MMIO space). The processor's two ports, SCI and SCIF, are before it.
func r2d() []board.Part {
	uart0 := uart.NewKindAfter(2, ns16550.MemoryMapped, ns16550.Model())
	return []board.Part{{Kind: uart0, Name: "SM501 UART0", Base: 0x13e3_0000, Stride: 4, Lines: []board.Line{{}}}}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "sh4/r2d", RAM: guest.RAM{Base: 0xc00_0000, Size: 64 * board.MiB}, Parts: r2d()},
	{Name: "sh4eb/r2d", RAM: guest.RAM{Base: 0xc00_0000, Size: 64 * board.MiB}, Parts: r2d()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
