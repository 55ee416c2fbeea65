package imxboards

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/serial/imxserial"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The interrupt controllers.
var (
	gic      = board.Controller{Path: "/machine/soc/gic"}
	avic     = board.Controller{Path: "/machine/soc/avic"}
	a7mpcore = board.Controller{Path: "/machine/soc/a7mpcore"}
)

// i2c1 is the first I²C controller of a chip. The i.MX25 has one, too.
func i2c1(base uint64, lines []board.Line) board.Part {
	return board.Part{Kind: imxi2c.Kind, Name: "I2C1", Base: base, Lines: lines, Tests: []graph.EdgeOption{i2c.FurtherBoard()}}
}

// usdhc1 is the first SD host of a chip, a uSDHC.
func usdhc1(base uint64, lines []board.Line) board.Part {
	return board.Part{Kind: sdhci.USDHCKind(sd.CardBySlot()), Name: "USDHC1", Base: base, Lines: lines}
}

// imx8m are the parts of several boards.
func imx8m() []board.Part {
	return []board.Part{
		{Kind: imxserial.Kind, Name: "UART1", Base: 0x3086_0000, Lines: gic.Lines(26)},
		i2c1(0x30a2_0000, gic.Lines(35)),
		usdhc1(0x30b4_0000, gic.Lines(22)),
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/imx8mm-evk", RAM: guest.RAM{Base: 0x4000_0000, Size: 2 * board.GiB}, Parts: imx8m()},
	{Name: "aarch64/imx8mp-evk", RAM: guest.RAM{Base: 0x4000_0000, Size: 6 * board.GiB}, Parts: imx8m()},
	{Name: "arm/kzm", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: imxserial.Kind, Name: "UART1", Base: 0x43f9_0000, Lines: avic.Lines(45)}, i2c1(0x43f8_0000, avic.Lines(10))}},
	{Name: "arm/mcimx6ul-evk", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: imxserial.Kind, Name: "UART1", Base: 0x202_0000, Lines: a7mpcore.Lines(26)}, i2c1(0x21a_0000, a7mpcore.Lines(36)), usdhc1(0x219_0000, a7mpcore.Lines(22))}},
	{Name: "arm/mcimx7d-sabre", RAM: guest.RAM{Base: 0x8000_0000, Size: 128 * board.MiB}, Parts: []board.Part{{Kind: imxserial.Kind, Name: "UART1", Base: 0x3086_0000, Lines: a7mpcore.Lines(26)}, i2c1(0x30a2_0000, a7mpcore.Lines(35)), usdhc1(0x30b4_0000, a7mpcore.Lines(22))}},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
