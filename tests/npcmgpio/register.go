package npcmgpio

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/gpio/npcmgpio"
)

// Register adds the tests. The banks differ by what their registers hold after a reset.
func Register(g *graph.Graph) {
	some := graph.SlowBeside("arm/npcm750-evb")
	graph.Test(g, "npcm7xx_gpio-tests/registers", npcmgpio.Driver, registers, some)
	graph.Test(g, "npcm7xx_gpio-tests/events", npcmgpio.Driver, events, some)
	graph.Test(g, "npcm7xx_gpio-tests/outputs", npcmgpio.Driver, outputs, some, graph.Known(low()))
}

// low is the deviation of an output that is enabled while it is low.
func low() graph.Deviation {
	return graph.Deviates("npcm-gpio-enabled-low", graph.Deviation{
		In:     []graph.Place{{Test: "npcm7xx_gpio-tests/outputs", Step: "enabled while low"}},
		Does:   "A pin that reads as 0, as nobody drives or pulls it, stays free at its wire when it becomes an output that is low. It is driven low from its next change on.",
		Says:   "An output with DOUT clear drives its pin low.",
		Clause: graph.NewClause("Linux kernel, drivers/pinctrl/nuvoton/pinctrl-npcm7xx.c, registers OE and DOUT"),
	})
}
