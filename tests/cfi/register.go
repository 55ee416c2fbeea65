package cfi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
)

// Register adds the tests. By default they run on boards with words of each width and one or two chips.
func Register(g *graph.Graph) {
	time, known := graph.Requires(graph.SteppedClock), graph.Known(deviations()...)
	graph.Test(g, "cfi.pflash02-tests/commands", cfi.AMDDriver, commandsAMD, time, known,
		graph.SlowBeside("sh4/r2d", "sh4eb/r2d", "arm/musicpal"))
	graph.Test(g, "cfi.pflash02-tests/geometry", cfi.AMDDriver, geometry, time, known, graph.On("arm/musicpal"), regions())
	graph.Test(g, "cfi.pflash01-tests/commands", cfi.IntelDriver, commandsIntel, time, known,
		graph.SlowBeside("arm/vexpress-a9"), graph.Allows(graph.Complaint{
			Kind: graph.GuestError, Text: "Unimplemented flash cmd sequence .* value 0x[bd]0", Why: "QEMU has neither suspend nor resume: pflash01-suspend.",
		}))
}
