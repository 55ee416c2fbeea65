package powernv

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// lpc are the parts of several boards.
func lpc() []board.Part {
	return []board.Part{
		{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x6_0300_d001_03f8, Behind: "pnv-lpc-POWER10"},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "ppc64/powernv10", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: lpc()},
	{Name: "ppc64/powernv10-rainier", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: lpc()},
	{Name: "ppc64/powernv11", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: lpc()},
	{Name: "ppc64/powernv9", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: []board.Part{{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x6_0300_d001_03f8, Behind: "pnv-lpc-POWER9"}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
