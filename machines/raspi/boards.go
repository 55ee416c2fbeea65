package raspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/bcm2835spi"
	"github.com/qgraph/qgraph/libqos/board/bsc"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/misc/bcm2835dma"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The interrupt controllers.
var (
	ic  = board.Controller{Path: "/machine/soc/peripherals/ic", Inputs: "gpu-irq"}
	gic = board.Controller{Path: "/machine/soc/gic", Closed: true}
)

// emmc is the External Mass Media Controller (BCM2835 ARM Peripherals, chapter 5): see machines/raspi2b.
var emmc = sdhci.Kind(sdhci.Model{Version: 0x2402, Capabilities: 0x052134b4, PendingInsertion: true}, sd.CardBySlot())

// dma is the DMA controller. Channels 11 to 14 share an interrupt, and that of channel 15 leads nowhere (Linux,
// arch/arm/boot/dts/broadcom/bcm2835-common.dtsi).
func dma(base uint64) board.Part {
	return board.Part{Kind: bcm2835dma.Kind, Name: "DMA", Base: base, Lines: ic.Lines(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 27, 27, 27)}
}

// spi is the SPI master SPI0.
func spi(base uint64, lines []board.Line) board.Part {
	return board.Part{Kind: bcm2835spi.Kind, Name: "SPI0", Base: base, Lines: lines, Tests: []graph.EdgeOption{graph.SlowBeside("arm/raspi0")}}
}

// bcm2837 are the parts of several boards.
func bcm2837() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x3f20_1000, Lines: ic.Lines(57)},
		{Kind: emmc, Name: "EMMC", Base: 0x3f30_0000, Lines: ic.Lines(62)},
		{Kind: bcm2835sdhost.Kind, Name: "SDHOST", Base: 0x3f20_2000, Lines: ic.Lines(56)},
		dma(0x3f00_7000),
		spi(0x3f20_4000, ic.Lines(54)),
		{Kind: bsc.Kind, Name: "BSC1", Base: 0x3f80_4000, Lines: ic.Lines(53), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}
}

// bcm2835 are the parts of several boards.
func bcm2835() []board.Part {
	return []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0x2020_1000, Lines: ic.Lines(57)},
		{Kind: emmc, Name: "EMMC", Base: 0x2030_0000, Lines: ic.Lines(62)},
		{Kind: bcm2835sdhost.Kind, Name: "SDHOST", Base: 0x2020_2000, Lines: ic.Lines(56)},
		dma(0x2000_7000),
		spi(0x2020_4000, ic.Lines(54)),
		{Kind: bsc.Kind, Name: "BSC1", Base: 0x2080_4000, Lines: ic.Lines(53), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/raspi3ap", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: bcm2837()},
	{Name: "aarch64/raspi3b", RAM: guest.RAM{Base: 0, Size: 1032204 * board.KiB}, Parts: bcm2837()},
	{Name: "aarch64/raspi4b", RAM: guest.RAM{Base: 0, Size: 2 * board.GiB}, Parts: []board.Part{
		{Kind: pl011.Kind, Name: "UART0", Base: 0xfe20_1000, Lines: gic.Lines(121)},
		{Kind: bcm2835sdhost.Kind, Name: "SDHOST", Base: 0xfe20_2000, Lines: gic.Lines(120)},
		{Kind: bcm2835dma.Kind, Name: "DMA", Base: 0xfe00_7000, Lines: gic.Lines(80, 81, 82, 83, 84, 85, 86, 87, 87, 88, 88)},
		spi(0xfe20_4000, gic.Lines(118)),
		{Kind: bsc.Kind, Name: "BSC1", Base: 0xfe80_4000, Lines: gic.Lines(117), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
	}},
	{Name: "arm/raspi0", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: bcm2835()},
	{Name: "arm/raspi1ap", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: bcm2835()},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
