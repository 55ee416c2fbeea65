package allwinner

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/twi"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/interrupt/gic"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/storage/sunximmc"
)

// The interrupt controllers.
var (
	socgic = board.Controller{Path: "/machine/soc/gic"}
	soc    = board.Controller{Path: "/machine/soc"}
)

// boards is the table of boards.
var boards = []board.Board{
	{Name: "arm/bpim2u", RAM: guest.RAM{Base: 0x4000_0000, Size: 1 * board.GiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x1c2_8000, Stride: 4, Lines: socgic.Lines(1)},
		{Kind: sunximmc.R40Kind, Name: "SD-MMC0", Base: 0x1c0_f000, Lines: socgic.Lines(32)},
		{Kind: twi.A31Kind, Name: "TWI0", Base: 0x1c2_ac00, Lines: socgic.Lines(7), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
		gic.Part(0x1c8_1000, 0x1c8_2000),
	}},
	{Name: "arm/cubieboard", RAM: guest.RAM{Base: 0x4000_0000, Size: 1 * board.GiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x1c2_8000, Stride: 4, Lines: soc.Lines(1)},
		{Kind: sunximmc.A10Kind, Name: "SD-MMC0", Base: 0x1c0_f000, Lines: soc.Lines(32)},
		{Kind: twi.A10Kind, Name: "TWI0", Base: 0x1c2_ac00, Lines: soc.Lines(7)},
	}},
	{Name: "arm/orangepi-pc", RAM: guest.RAM{Base: 0x4000_1000, Size: 1048572 * board.KiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART0", Base: 0x1c2_8000, Stride: 4, Lines: socgic.Lines(0)},
		{Kind: sunximmc.H3Kind, Name: "SD-MMC0", Base: 0x1c0_f000, Lines: socgic.Lines(60)},
		{Kind: twi.A31Kind, Name: "R_TWI", Base: 0x1f0_2400, Lines: socgic.Lines(44)},
		gic.Part(0x1c8_1000, 0x1c8_2000),
	}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
