package xilinx

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	xlnxxpsintc = board.Controller{Type: "xlnx.xps-intc"}
)

// boards is the table of boards.
var boards = []board.Board{
	{Name: "microblaze/petalogix-ml605", RAM: guest.RAM{Base: 0x5000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x83e0_1000, Stride: 4, Lines: xlnxxpsintc.Lines(5)}}},
	{Name: "ppc/virtex-ml507", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x83e0_1003, Stride: 4, Lines: xlnxxpsintc.Lines(9)}}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
