package dualtimer

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/dualtimer"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, stepped, known := graph.SlowBeside("arm/vexpress-a15", "arm/realview-eb", "arm/mps2-an385", "arm/mps3-an536"), graph.Requires(graph.SteppedClock), graph.Known(deviations()...)
	graph.Test(g, "sp804-tests/registers", dualtimer.SP804, registers, some, stepped, known)
	graph.Test(g, "sp804-tests/modes", dualtimer.SP804, modesSP804, some, stepped, known)
	graph.Test(g, "sp804-tests/prescale", dualtimer.SP804, prescale, some, stepped, known)
	graph.Test(g, "cmsdk-apb-dualtimer-tests/registers", dualtimer.CMSDK, registers, some, stepped, known)
	graph.Test(g, "cmsdk-apb-dualtimer-tests/dualtimer", dualtimer.CMSDK, modes, some, stepped, known)
	graph.Test(g, "cmsdk-apb-dualtimer-tests/prescale", dualtimer.CMSDK, prescale, some, stepped, known)
}
