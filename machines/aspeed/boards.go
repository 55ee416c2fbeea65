package aspeed

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
	"github.com/qgraph/qgraph/libqos/device/misc/apb2opb"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The interrupt controllers.
var (
	gic      = board.Controller{Path: "/machine/soc/gic"}
	intcio   = board.Controller{Path: "/machine/soc/intcio"}
	intcio2  = board.Controller{Path: "/machine/ca35/intcio"}
	a7mpcore = board.Controller{Path: "/machine/soc/a7mpcore"}
	armv7m   = board.Controller{Path: "/machine/soc/armv7m"}
	vic      = board.Controller{Path: "/machine/soc/vic"}
)

// ast2700 has the console of the AST2700 (QEMU 11.1, docs/system/arm/aspeed.rst; the Linux kernel, arch/arm64/boot/dts/aspeed/aspeed-g7.dtsi is its public map).
func ast2700() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART12", Base: 0x14c3_3b00, Stride: 4, Lines: intcio.Lines(4)},
		{Kind: aspeedhace.AST2700Kind, Name: "HACE", Base: 0x1207_0000, Lines: gic.Lines(4)},
		{Kind: aspeedgpio.AST2700Kind, Name: "GPIO", Base: 0x14c0_b000, Lines: intcio.Lines(2)},
		{Kind: card(sdhci.Model{Capabilities: 0x7_19f8_0080, RAMAbove4GiB: true}), Name: "eMMC", Base: 0x1209_0100, Lines: gic.Lines(15)},
	}
}

// ast2600 are the parts of several boards.
func ast2600(i2cOptions ...graph.EdgeOption) []board.Part {
	return append(everyAST2600(),
		board.Part{Kind: ns16550.Kind, Name: "UART5", Base: 0x1e78_4000, Stride: 4, Lines: a7mpcore.Lines(8)},
		board.Part{Kind: aspeedi2c.SingleKind, Name: "I2C1", Base: 0x1e78_a100, Lines: a7mpcore.Lines(111), Tests: i2cOptions},
	)
}

// card is a slot of an SD controller: the one that QEMU plugs a card into by itself. The capabilities do not have the
// base clock. By default tests run on one board with each chip.
func card(model sdhci.Model) board.Kind {
	model.Version = 0x2401
	return sdhci.Kind(model, append(sd.CardByDevice(),
		graph.SlowBut("sdhci-tests/registers", "sdhci-tests/interrupts"), graph.SlowBeside("arm/palmetto-bmc", "arm/ast2500-evb", "arm/ast2600-evb", "aarch64/ast2700a1-evb"))...)
}

// everyAST2600 are the parts of all boards with an AST2600.
func everyAST2600() []board.Part {
	return []board.Part{
		{Kind: card(sdhci.Model{Capabilities: 0x7_01f8_0080}), Name: "eMMC", Base: 0x1e75_0100, Lines: a7mpcore.Lines(15)},
		{Kind: aspeedhace.AST2600Kind, Name: "HACE", Base: 0x1e6d_0000, Lines: a7mpcore.Lines(4)},
		{Kind: aspeedgpio.AST2600Kind, Name: "GPIO", Base: 0x1e78_0000, Lines: a7mpcore.Lines(40)},
		{Kind: aspeedgpio.AST2600LowKind, Name: "GPIO of 1.8 V", Base: 0x1e78_0800, Lines: a7mpcore.Lines(11)},
		{Kind: apb2opb.Kind, Name: "FSI1", Base: 0x1e79_b000, Lines: a7mpcore.Lines(100)},
		{Kind: apb2opb.Kind, Name: "FSI2", Base: 0x1e79_b100, Lines: a7mpcore.Lines(101)},
	}
}

// fuji are the parts of a board with its console at another port.
func fuji() []board.Part {
	return append(everyAST2600(), board.Part{Kind: ns16550.Kind, Name: "UART1", Base: 0x1e78_3000, Stride: 4, Lines: a7mpcore.Lines(47)})
}

// ast1030 are the parts of several boards.
func ast1030() []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART5", Base: 0x7e78_4000, Stride: 4, Lines: armv7m.Lines(8)},
		{Kind: aspeedi2c.SingleKind, Name: "I2C1", Base: 0x7e7b_0100, Lines: armv7m.Lines(111), Tests: []graph.EdgeOption{i2c.FurtherBoard()}},
		// Nothing public tells to which input of the interrupt controller the engine leads.
		{Kind: aspeedhace.AST1030Kind, Name: "HACE", Base: 0x7e6d_0000, Lines: board.Direct(1)},
		{Kind: aspeedgpio.AST1030Kind, Name: "GPIO", Base: 0x7e78_0000, Lines: armv7m.Lines(11)},
	}
}

// ast2500 are the parts of several boards.
func ast2500(i2cOptions ...graph.EdgeOption) []board.Part {
	return older(aspeedi2c.AST2500Kind, aspeedhace.AST2500Kind, aspeedgpio.AST2500Kind, i2cOptions...)
}

// ast2400 are the parts of several boards.
func ast2400() []board.Part {
	return older(aspeedi2c.AST2400Kind, aspeedhace.AST2400Kind, aspeedgpio.AST2400Kind, i2c.FurtherBoard())
}

// older are the parts of boards with an AST2400 or AST2500.
func older(controllers, engine, pins board.Kind, i2cOptions ...graph.EdgeOption) []board.Part {
	return []board.Part{
		{Kind: ns16550.Kind, Name: "UART5", Base: 0x1e78_4000, Stride: 4, Lines: vic.Lines(10)},
		{Kind: controllers, Name: "I2C", Base: 0x1e78_a000, Lines: vic.Lines(12), Tests: i2cOptions},
		{Kind: engine, Name: "HACE", Base: 0x1e6e_3000, Lines: vic.Lines(4)},
		{Kind: card(sdhci.Model{Capabilities: 0x01e8_0080}), Name: "SD slot 1", Base: 0x1e74_0200, Lines: vic.Lines(26)},
		{Kind: pins, Name: "GPIO", Base: 0x1e78_0000, Lines: vic.Lines(20)},
	}
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/ast2700a1-evb", RAM: guest.RAM{Base: 0x4_0000_0000, Size: 1 * board.GiB}, Start: board.Firmware(), Parts: ast2700()},
	{Name: "aarch64/ast2700a2-evb", RAM: guest.RAM{Base: 0x4_0000_0000, Size: 2 * board.GiB}, Start: board.Firmware(), Parts: ast2700()},
	{Name: "aarch64/ast2700fc", RAM: guest.RAM{Base: 0x4_0000_0000, Size: 2 * board.GiB}, Start: board.Firmware(), Parts: []board.Part{{Kind: ns16550.Kind, Name: "UART12", Base: 0x14c3_3b00, Stride: 4, Lines: intcio2.Lines(4)}}},
	{Name: "arm/anacapa-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: ast2600(i2c.FurtherBoard())},
	{Name: "arm/ast1030-evb", RAM: guest.RAM{Base: 0, Size: 768 * board.KiB}, Parts: ast1030()},
	{Name: "arm/ast1040-evb", RAM: guest.RAM{Base: 0, Size: 16 * board.MiB}, Parts: []board.Part{
		{Kind: ns16550.Kind, Name: "UART12", Base: 0x74c3_3c00, Stride: 4, Lines: armv7m.Lines(147)},
		{Kind: aspeedgpio.AST2700Kind, Name: "GPIO", Base: 0x74c0_b000, Lines: armv7m.Lines(82)},
	}},
	{Name: "arm/ast1060-evb", RAM: guest.RAM{Base: 0, Size: 768 * board.KiB}, Parts: ast1030()},
	{Name: "arm/ast2500-evb", RAM: guest.RAM{Base: 0x8000_0000, Size: 512 * board.MiB}, Parts: ast2500()},
	{Name: "arm/ast2600-evb", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: ast2600()},
	{Name: "arm/bletchley-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: ast2600(i2c.FurtherBoard())},
	{Name: "arm/catalina-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: ast2600(i2c.FurtherBoard())},
	{Name: "arm/fby35-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: ast2600(i2c.FurtherBoard())},
	{Name: "arm/fuji-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 2 * board.GiB}, Parts: fuji()},
	{Name: "arm/g220a-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: ast2500(i2c.FurtherBoard())},
	{Name: "arm/gb200nvl-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: ast2600(i2c.FurtherBoard())},
	{Name: "arm/palmetto-bmc", RAM: guest.RAM{Base: 0x4000_0000, Size: 256 * board.MiB}, Parts: ast2400()},
	{Name: "arm/quanta-q71l-bmc", RAM: guest.RAM{Base: 0x4000_0000, Size: 128 * board.MiB}, Parts: ast2400()},
	{Name: "arm/rainier-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: ast2600(i2c.FurtherBoard())},
	{Name: "arm/romulus-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 512 * board.MiB}, Parts: ast2500(i2c.FurtherBoard())},
	{Name: "arm/supermicro-x11spi-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 512 * board.MiB}, Parts: ast2500(i2c.FurtherBoard())},
	{Name: "arm/supermicrox11-bmc", RAM: guest.RAM{Base: 0x4000_0000, Size: 256 * board.MiB}, Parts: ast2400()},
	{Name: "arm/tiogapass-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 1 * board.GiB}, Parts: ast2500(i2c.FurtherBoard())},
	{Name: "arm/witherspoon-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 512 * board.MiB}, Parts: ast2500(i2c.FurtherBoard())},
	{Name: "arm/yosemitev2-bmc", RAM: guest.RAM{Base: 0x8000_0000, Size: 512 * board.MiB}, Parts: ast2500(i2c.FurtherBoard())},
}

// Register adds the boards.
func Register(g *graph.Graph) {
	board.Register(g, boards...)
	registerFlash(g)
}
