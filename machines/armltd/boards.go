package armltd

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/misc/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/cmsdk"
)

// The interrupt controllers.
var (
	armgicv3       = board.Controller{Type: "arm-gicv3"}
	integratorpic  = board.Controller{Type: "integrator_pic"}
	armv7m         = board.Controller{Path: "/machine/armv7m"}
	gic            = board.Controller{Path: "/machine/gic"}
	realviewgic    = board.Controller{Type: "realview_gic"}
	realviewmpcore = board.Controller{Type: "realview_mpcore"}
	a9mpcorepriv   = board.Controller{Type: "a9mpcore_priv"}
	pl190          = board.Controller{Type: "pl190"}
	a15mpcorepriv  = board.Controller{Type: "a15mpcore_priv"}
)

// serialBus is a board's serial bus interface: of several the last one that no chip of the board is on. The
// Versatile PB has one, too.
func serialBus(base uint64) board.Part {
	return board.Part{Kind: sbcon.Kind, Name: "Serial bus interface", Base: base, Needs: []graph.EdgeOption{i2c.FurtherBoard()}}
}

// mps2Boards are the parts of several boards.
func mps2Boards() []board.Part {
	return []board.Part{
		{Kind: cmsdk.Kind, Name: "UART0", Base: 0x4000_4000, Lines: armv7m.Lines(1, 0, 12, 12)},
		serialBus(0x4002_a000),
	}
}

// realviewEB are the parts of several boards.
func realviewEB() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x1000_9000, Lines: realviewgic.Lines(12)},
		serialBus(0x1000_2000),
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/sbsa-ref", RAM: guest.RAM{Base: 0x100_0000_0000, Size: 1 * board.GiB}, Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x6000_0000, Lines: armgicv3.Lines(1)}}},
	{Name: "arm/integratorcp", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x1600_0000, Lines: integratorpic.Lines(1)}}},
	{Name: "arm/mps2-an385", RAM: guest.RAM{Base: 0x2100_0000, Size: 16 * board.MiB}, Parts: mps2Boards()},
	{Name: "arm/mps2-an386", RAM: guest.RAM{Base: 0x2100_0000, Size: 16 * board.MiB}, Parts: mps2Boards()},
	{Name: "arm/mps2-an500", RAM: guest.RAM{Base: 0x6000_0000, Size: 16 * board.MiB}, Parts: mps2Boards()},
	{Name: "arm/mps2-an511", RAM: guest.RAM{Base: 0x2100_0000, Size: 16 * board.MiB}, Parts: []board.Part{{Kind: cmsdk.Kind, Name: "UART0", Base: 0x4000_4000, Lines: armv7m.Lines(0, 0, 12, 12)}, serialBus(0x4002_a000)}},
	{Name: "arm/mps3-an536", RAM: guest.RAM{Base: 0x2000_0000, Size: 3 * board.GiB}, Parts: []board.Part{{Kind: cmsdk.Kind, Name: "UART0", Base: 0xe7c0_0000, Lines: gic.Lines(113, 112, 115, 115, 114)}, serialBus(0xe010_8000)}},
	{Name: "arm/realview-eb", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: realviewEB()},
	{Name: "arm/realview-eb-mpcore", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x1000_9000, Lines: realviewmpcore.Lines(12)}, serialBus(0x1000_2000)}},
	{Name: "arm/realview-pb-a8", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: realviewEB()},
	{Name: "arm/realview-pbx-a9", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x1000_9000, Lines: a9mpcorepriv.Lines(12)}, serialBus(0x1000_2000)}},
	{Name: "arm/versatileab", RAM: guest.RAM{Base: 0, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x101f_1000, Lines: pl190.Lines(12)}, serialBus(0x1000_2000)}},
	{Name: "arm/vexpress-a15", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x1c09_0000, Lines: a15mpcorepriv.Lines(5)}, serialBus(0x1c16_0000)}},
	{Name: "arm/vexpress-a9", RAM: guest.RAM{Base: 0x6000_0000, Size: 128 * board.MiB}, Start: board.Silent(), Parts: []board.Part{{Kind: pl011.Kind, Name: "UART0", Base: 0x1000_9000, Lines: a9mpcorepriv.Lines(5)}, serialBus(0x1001_6000)}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
