package hexagon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
)

// boards is the table of boards.
var boards = []board.Board{
	{Name: "hexagon/virt", RAM: guest.RAM{Base: 0x1000_1000, Size: 3280892 * board.KiB}, Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x1000_0000}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
