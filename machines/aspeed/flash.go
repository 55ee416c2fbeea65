package aspeed

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/aspeedsmc"
)

// chip is a BMC chip of Aspeed: where its flash controllers are (QEMU 11.1,
// docs/system/arm/aspeed.rst, and Aspeed's Zephyr, dts/arm/aspeed and the device trees of
// Linux, arch/arm/boot/dts/aspeed, for the addresses and the interrupt).
type chip struct {
	fmc     graph.Driver[*aspeedsmc.Controller]
	fmcPart aspeedsmc.Part
	spi     graph.Driver[*aspeedsmc.Controller] // the first controller of the host's firmware
	spiPart aspeedsmc.Part                      // zero for a chip whose controller has other registers, or is not tested
	boards  []string
}

// chips are the chips with flash controllers that are tested.
func chips() []chip {
	vic := guest.Controller{Path: "/machine/soc/vic"}
	gic := guest.Controller{Path: "/machine/soc/a7mpcore"}
	nvic := guest.Controller{Path: "/machine/soc/armv7m"}
	return []chip{
		{
			fmc: aspeedsmc.FMC2400,
			fmcPart: aspeedsmc.Part{
				Peripheral: guest.Peripheral{Base: 0x1e620000, Lines: vic.Lines(19)},
				Windows:    []aspeedsmc.Window{{Base: 0x20000000}}, Unit: 4,
			},
			boards: []string{"arm/palmetto-bmc", "arm/quanta-q71l-bmc", "arm/supermicrox11-bmc"},
		},
		{
			fmc: aspeedsmc.FMC2500,
			fmcPart: aspeedsmc.Part{
				Peripheral: guest.Peripheral{Base: 0x1e620000, Lines: vic.Lines(19)}, Windows: []aspeedsmc.Window{{Base: 0x20000000}}, Unit: 4,
			},
			spi: aspeedsmc.SPI12500,
			spiPart: aspeedsmc.Part{
				Peripheral: guest.Peripheral{Base: 0x1e630000}, Windows: []aspeedsmc.Window{{Base: 0x30000000}, {Base: 0x32000000}},
			},
			boards: []string{
				"arm/ast2500-evb", "arm/g220a-bmc", "arm/romulus-bmc", "arm/supermicro-x11spi-bmc",
				"arm/tiogapass-bmc", "arm/witherspoon-bmc", "arm/yosemitev2-bmc",
			},
		},
		{
			fmc: aspeedsmc.FMC2600,
			fmcPart: aspeedsmc.Part{
				Peripheral: guest.Peripheral{Base: 0x1e620000, Lines: gic.Lines(39)}, Windows: []aspeedsmc.Window{{Base: 0x20000000}},
				Grants: true, Unit: 1,
			},
			spi: aspeedsmc.SPI12600,
			spiPart: aspeedsmc.Part{
				Peripheral: guest.Peripheral{Base: 0x1e630000},
				// Without this, chip select 1 has no window: it begins at 128 MiB and has 128 MiB.
				Windows: []aspeedsmc.Window{{Base: 0x30000000}, {Base: 0x38000000, Segment: 0x0ff00800}},
			},
			boards: []string{
				"arm/anacapa-bmc", "arm/ast2600-evb", "arm/bletchley-bmc", "arm/catalina-bmc",
				"arm/fby35-bmc", "arm/fuji-bmc", "arm/gb200nvl-bmc", "arm/rainier-bmc",
			},
		},
		{
			fmc: aspeedsmc.FMC1030,
			fmcPart: aspeedsmc.Part{
				Peripheral: guest.Peripheral{Base: 0x7e620000, Lines: nvic.Lines(39)}, Windows: []aspeedsmc.Window{{Base: 0x80000000}},
				Grants: true, Unit: 1,
			},
			boards: []string{"arm/ast1030-evb", "arm/ast1060-evb"},
		},
	}
}

// registerFlash adds the flash controllers of the boards.
func registerFlash(g *graph.Graph) {
	for _, c := range chips() {
		for _, name := range c.boards {
			m := graph.NewMachine[*guest.Machine](name)
			contain(g, m, c.fmc, c.fmcPart)
			if len(c.spiPart.Windows) > 0 {
				contain(g, m, c.spi, c.spiPart)
			}
		}
	}
}

// contain adds a controller to a board.
func contain(g *graph.Graph, m graph.Machine[*guest.Machine], d graph.Driver[*aspeedsmc.Controller], p aspeedsmc.Part) {
	graph.Contains(g, m, d, func(_ context.Context, m *guest.Machine) (*aspeedsmc.Controller, error) {
		return aspeedsmc.New(m, p), nil
	})
}
