package raspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/bsc"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/misc/pl011"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The interrupt controllers.
var (
	ic  = board.Controller{Path: "/machine/soc/peripherals/ic", Inputs: "gpu-irq"}
	gic = board.Controller{Path: "/machine/soc/gic", Closed: true}
)

// emmc is the External Mass Media Controller (BCM2835 ARM Peripherals, chapter 5): see machines/raspi2b.
var emmc = sdhci.Kind(sdhci.Model{Version: 0x2402, Capabilities: 0x052134b4, PendingInsertion: true}, sdhci.CardBySlot())

// bcm2837 are the parts of several boards.
func bcm2837() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x3f20_1000, Lines: ic.Lines(57)},
		{Kind: emmc, Name: "EMMC", Base: 0x3f30_0000, Lines: ic.Lines(62)},
		{Kind: bsc.Kind, Name: "BSC1", Base: 0x3f80_4000, Lines: ic.Lines(53), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}
}

// bcm2835 are the parts of several boards.
func bcm2835() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x2020_1000, Lines: ic.Lines(57)},
		{Kind: emmc, Name: "EMMC", Base: 0x2030_0000, Lines: ic.Lines(62)},
		{Kind: bsc.Kind, Name: "BSC1", Base: 0x2080_4000, Lines: ic.Lines(53), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/raspi3ap", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: bcm2837()},
	{Name: "aarch64/raspi3b", RAM: guest.RAM{Base: 0, Size: 1032204 * board.KiB}, Parts: bcm2837()},
	{Name: "aarch64/raspi4b", RAM: guest.RAM{Base: 0, Size: 2 * board.GiB}, Parts: []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0xfe20_1000, Lines: gic.Lines(121)},
		{Kind: bsc.Kind, Name: "BSC1", Base: 0xfe80_4000, Lines: gic.Lines(117), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}},
	{Name: "arm/raspi0", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: bcm2835()},
	{Name: "arm/raspi1ap", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: bcm2835()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
