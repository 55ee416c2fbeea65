package alpha

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	isai8259 = board.Controller{Type: "isa-i8259", Where: "master"}
)

// boards is the table of boards.
var boards = []board.Board{
	{Name: "alpha/clipper", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x801_fc00_03f8, Lines: isai8259.Lines(4)}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
