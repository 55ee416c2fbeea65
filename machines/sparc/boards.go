package sparc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// ebus are the parts of several boards.
func ebus() []board.Part {
	return []board.Part{
		{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x1fe_0200_03f8},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "sparc64/niagara", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x1f_1000_0000}}},
	{Name: "sparc64/sun4u", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: ebus()},
	{Name: "sparc64/sun4v", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: ebus()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
