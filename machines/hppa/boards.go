package hppa

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	lasichip = board.Controller{Type: "lasi-chip"}
)

// boards is the table of boards.
var boards = []board.Board{
	{Name: "hppa/715", RAM: guest.RAM{Base: 0, Size: 256 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xf010_5800, Lines: lasichip.Lines(5)}}},
	{Name: "hppa/B160L", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0xffd0_5800, Lines: lasichip.Lines(5)}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
