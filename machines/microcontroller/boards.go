package microcontroller

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	armv7m = board.Controller{Path: "/machine/soc/armv7m"}
	v7m    = board.Controller{Path: "/machine/soc/v7m"}
)

// partsLm3S6965Evb are the parts of several boards.
func partsLm3S6965Evb() []board.Part {
	return []board.Part{
		{Kind: pl011.LuminaryKind, Name: "UART0", Base: 0x4000_c000, Lines: v7m.Lines(5)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "arm/emcraft-sf2", RAM: guest.RAM{Base: 0xa000_0000, Size: 64 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x4000_0000, Stride: 4, Lines: armv7m.Lines(10)}}},
	{Name: "arm/lm3s6965evb", RAM: guest.RAM{Base: 0x2000_0000, Size: 64 * board.KiB}, Parts: partsLm3S6965Evb()},
	{Name: "arm/lm3s811evb", RAM: guest.RAM{Base: 0x2000_0000, Size: 8 * board.KiB}, Parts: partsLm3S6965Evb()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
