package sparc

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/m48t08"
	"github.com/qgraph/qgraph/libqos/device/serial/apbuart"
	"github.com/qgraph/qgraph/libqos/device/serial/escc"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
)

// The interrupt controllers.
var (
	slaviointctl = board.Controller{Type: "slavio_intctl", Closed: true}
	grlibirqmp   = board.Controller{Type: "grlib-irqmp"}
)

// sun4m are the parts of several boards.
func sun4m() []board.Part {
	return []board.Part{
		{Kind: escc.Kind, Name: "channel A", Base: 0x7110_0004, Stride: 2, Lines: slaviointctl.Lines(15, 15)},
		{Kind: m48t08.Kind, Name: "NVRAM", Base: 0x7120_0000},
	}
}

// sun4mMbus are the parts of several boards.
func sun4mMbus() []board.Part {
	return []board.Part{
		{Kind: escc.Kind, Name: "channel A", Base: 0xff110_0004, Stride: 2, Lines: slaviointctl.Lines(15, 15)},
		{Kind: m48t08.Kind, Name: "NVRAM", Base: 0xff120_0000},
	}
}

// ebus are the parts of several boards.
func ebus() []board.Part {
	return []board.Part{
		{Kind: ns16550.ISAKind, Name: "COM1", Base: 0x1fe_0200_03f8},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "sparc/LX", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4m()},
	{Name: "sparc/SPARCClassic", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4m()},
	{Name: "sparc/SPARCbook", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4m()},
	{Name: "sparc/SS-10", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4mMbus()},
	{Name: "sparc/SS-20", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4mMbus()},
	{Name: "sparc/SS-4", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4m()},
	{Name: "sparc/SS-5", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4m()},
	{Name: "sparc/SS-600MP", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4mMbus()},
	{Name: "sparc/Voyager", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: sun4m()},
	{Name: "sparc/leon3_generic", RAM: guest.RAM{Base: 0x4000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: apbuart.Kind, Name: "UART0", Base: 0x8000_0100, Order: binary.BigEndian, Lines: grlibirqmp.Lines(3)}}},
	{Name: "sparc64/niagara", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART0", Base: 0x1f_1000_0000}}},
	{Name: "sparc64/sun4u", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: ebus()},
	{Name: "sparc64/sun4v", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Parts: ebus()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
