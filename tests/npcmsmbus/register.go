package npcmsmbus

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/npcmsmbus"
)

// target is the address of a device that acknowledges, absent that of none.
const (
	target = 0x49
	absent = 0x2a
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c-bus"), graph.P("address", "0x49")},
	})
	graph.Test(g, "npcm7xx_smbus-tests/registers", npcmsmbus.Driver, registers, sensor, graph.SlowBeside("arm/npcm750-evb"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "CP3BT26 Reference Manual, chapter \"ACCESS.bus Interface\", "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "npcm7xx_smbus-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("npcm-smbus-disabled-start", graph.Deviation{
			In:     in("disabled"),
			Does:   "A controller that is not enabled makes a START.",
			Says:   "While ENABLE is clear, the module is disabled, and its status and control registers are cleared.",
			Clause: graph.NewClause(manual + "\"ACB Control Register 2 (ACBCTL2)\""),
		}),
		graph.Deviates("npcm-smbus-interrupt-stays", graph.Deviation{
			In:     in("interrupt disabled"),
			Does:   "The line of a pending interrupt stays raised when INTEN is cleared.",
			Says:   "INTEN enables the interrupt; without it there is none.",
			Clause: graph.NewClause(manual + "\"ACB Control Register 1 (ACBCTL1)\""),
		}),
	}
}
