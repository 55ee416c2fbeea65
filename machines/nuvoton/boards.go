package nuvoton

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/npcmfiu"
	"github.com/qgraph/qgraph/libqos/board/npcmpspi"
	"github.com/qgraph/qgraph/libqos/board/npcmsmbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
	"github.com/qgraph/qgraph/libqos/device/clock/npcmpwm"
	"github.com/qgraph/qgraph/libqos/device/clock/npcmtimer"
	"github.com/qgraph/qgraph/libqos/device/gpio/npcmgpio"
	"github.com/qgraph/qgraph/libqos/device/misc/npcmadc"
	"github.com/qgraph/qgraph/libqos/device/misc/npcmrng"
	"github.com/qgraph/qgraph/libqos/device/net/npcmemc"
	"github.com/qgraph/qgraph/libqos/device/net/npcmgmac"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// The interrupt controllers.
var (
	gic      = board.Controller{Path: "/machine/soc/gic"}
	a9mpcore = board.Controller{Path: "/machine/soc/a9mpcore"}
	a9gic    = board.Controller{Path: "/machine/soc/a9mpcore/gic"}
)

// npcm7xx are the parts of several boards, with what puts a card into the slot.
func npcm7xx(card []graph.EdgeOption, tests ...graph.EdgeOption) []board.Part {
	return slices.Concat(
		mptimer.Parts(a9gic, 0xf03f_e000, 128),
		[]board.Part{
			{Kind: ns16550.Kind, Name: "UART0", Base: 0xf000_1000, Stride: 4, Lines: a9mpcore.Lines(2)},
			{Kind: npcmsmbus.Kind, Name: "SMBus 15", Base: 0xf008_f000, Lines: a9mpcore.Lines(79), Tests: tests},
			{Kind: mmc(card...), Name: "SDHC 1", Base: 0xf084_2000, Lines: a9mpcore.Lines(26)},
		},
		peripherals(a9mpcore),
		[]board.Part{
			{Kind: npcmadc.Kind(10), Name: "ADC", Base: 0xf000_c000, Lines: a9mpcore.Lines(0)},
			pspi(a9mpcore),
			{Kind: npcmemc.Kind(0), Name: "EMC0", Base: 0xf082_5000, Lines: a9mpcore.Lines(16, 15)},
			{Kind: npcmemc.Kind(1), Name: "EMC1", Base: 0xf082_6000, Lines: a9mpcore.Lines(115, 114)},
			{Kind: npcmgmac.Kind(0), Name: "GMAC1", Base: 0xf080_2000, Lines: a9mpcore.Lines(14)},
			{Kind: npcmgmac.Kind(1), Name: "GMAC2", Base: 0xf080_4000, Lines: a9mpcore.Lines(17)},
		},
	)
}

// npcm8xx are the parts of the newer chip.
func npcm8xx() []board.Part {
	return slices.Concat(
		[]board.Part{
			{Kind: ns16550.Kind, Name: "UART0", Base: 0xf000_0000, Stride: 4, Lines: gic.Lines(192)},
			{Kind: mmc(sd.CardByDevice()...), Name: "SDHC 1", Base: 0xf084_2000, Lines: gic.Lines(26)},
		},
		peripherals(gic),
		[]board.Part{
			{Kind: npcmpwm.Kind, Name: "PWM2", Base: 0xf010_5000, Lines: append(make([]board.Line, 2), gic.Lines(95)...)},
			{Kind: npcmadc.Kind(12), Name: "ADC", Base: 0xf000_c000, Lines: gic.Lines(0)},
			pspi(gic),
			{Kind: npcmgmac.Kind(0), Name: "GMAC1", Base: 0xf080_2000, Lines: gic.Lines(14)},
			{Kind: npcmgmac.Kind(1), Name: "GMAC2", Base: 0xf080_4000, Lines: gic.Lines(15)},
			{Kind: npcmgmac.Kind(2), Name: "GMAC3", Base: 0xf080_6000, Lines: gic.Lines(16)},
			{Kind: npcmgmac.Kind(3), Name: "GMAC4", Base: 0xf080_8000, Lines: gic.Lines(17)},
		},
	)
}

// peripherals are the parts that both chips have, at the same addresses and inputs of the interrupt controller.
func peripherals(c board.Controller) []board.Part {
	return append([]board.Part{
		{Kind: npcmtimer.Kind, Name: "TMR0", Base: 0xf000_8000, Lines: c.Lines(32, 33, 34, 35, 36, 47)},
		{Kind: npcmtimer.Kind, Name: "TMR1", Base: 0xf000_9000, Lines: c.Lines(37, 38, 39, 40, 41, 48)},
		{Kind: npcmtimer.Kind, Name: "TMR2", Base: 0xf000_a000, Lines: c.Lines(42, 43, 44, 45, 46, 49)},
		{Kind: npcmrng.Kind, Name: "RNG", Base: 0xf000_b000},
		{Kind: npcmpwm.Kind, Name: "PWM0", Base: 0xf010_3000, Lines: c.Lines(93)},
		{Kind: npcmpwm.Kind, Name: "PWM1", Base: 0xf010_4000, Lines: append(make([]board.Line, 1), c.Lines(94)...)},
	}, gpios(c, 116)...)
}

// gpios are the banks of pins, whose interrupts are at an input and the next ones.
func gpios(c board.Controller, first int) []board.Part {
	banks := make([]board.Part, 8)
	for n := range banks {
		banks[n] = board.Part{
			Kind: npcmgpio.Kind, Name: fmt.Sprintf("GPIO%d", n), Base: 0xf001_0000 + uint64(n)*0x1000, Lines: c.Lines(first + n),
		}
		if n > 0 {
			banks[n].Tests = []graph.EdgeOption{graph.SlowBut("npcm7xx_gpio-tests/registers")}
		}
	}
	return banks
}

// The flash controllers that a board has chips behind, and their windows.
var (
	fiu0 = board.Part{Kind: npcmfiu.Kind(0x8000_0000, 0x8800_0000), Name: "FIU0", Base: 0xfb00_0000}
	fiu3 = board.Part{Kind: npcmfiu.Kind(0xa000_0000, 0xa800_0000, 0xb000_0000, 0xb800_0000), Name: "FIU3", Base: 0xc000_0000}
)

// pspi is the Peripheral SPI controller whose bus QEMU puts chips on.
func pspi(c board.Controller) board.Part {
	return board.Part{
		Kind: npcmpspi.Kind, Name: "PSPI2", Base: 0xf020_1000, Lines: c.Lines(28), Tests: []graph.EdgeOption{graph.SlowBeside("arm/npcm750-evb")},
	}
}

// cardBySlot is for a board that has a card.
func cardBySlot() []graph.EdgeOption { return []graph.EdgeOption{sd.CardBySlot()} }

// mmc is the SD host controller of the eMMC, with a card. Its version, capabilities and values after power on are what
// QEMU 11.1 answers, for lack of a public manual. By default tests run on one board.
func mmc(card ...graph.EdgeOption) board.Kind {
	return sdhci.Kind(sdhci.Model{
		Version: 0x1002, Capabilities: 0x0100_2001_61ee_0399,
		PowerOn: &sdhci.PowerOn{PresentState: 1<<26 | sdhci.LinesHigh, BlockGapControl: 0x80},
	},
		append(card, graph.SlowBut("sdhci-tests/registers", "sdhci-tests/interrupts"), graph.SlowBeside("arm/npcm750-evb"))...)
}

// boards is the table of boards.
var boards = []board.Board{
	{Name: "aarch64/npcm845-evb", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: append(npcm8xx(), fiu0)},
	{Name: "arm/kudo-bmc", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: append(npcm7xx(cardBySlot(), i2c.FurtherBoard()), fiu0, fiu3)},
	{Name: "arm/mori-bmc", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: append(npcm7xx(sd.CardByDevice(), i2c.FurtherBoard()), fiu3)},
	{Name: "arm/npcm750-evb", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: append(npcm7xx(sd.CardByDevice()), fiu0)},
	{Name: "arm/quanta-gbs-bmc", RAM: guest.RAM{Base: 0, Size: 1 * board.GiB}, Parts: append(npcm7xx(cardBySlot(), i2c.FurtherBoard()), fiu0)},
	{Name: "arm/quanta-gsj", RAM: guest.RAM{Base: 0, Size: 512 * board.MiB}, Parts: append(npcm7xx(sd.CardByDevice(), i2c.FurtherBoard()), fiu0)},
}

// Register adds the boards.
func Register(g *graph.Graph) { board.Register(g, boards...) }
