package pm

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/pm"
)

// Register adds the tests of both controllers.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	for _, d := range []graph.Driver[*pm.Controller]{pm.PIIX4Driver, pm.ICH9Driver} {
		prefix := d.Name() + "-tests/"
		graph.Test(g, prefix+"registers", d, registers, known)
		graph.Test(g, prefix+"timer", d, timer, known, graph.Requires(graph.SteppedClock))
		graph.Test(g, prefix+"power-button", d, powerButton, known)
		graph.Test(g, prefix+"general-events", d, generalEvents, known,
			graph.Before(graph.Option{Flag: "-smp", Type: "1", Props: []graph.Prop{graph.P("maxcpus", "2")}}))
		graph.Test(g, prefix+"sleep", d, sleep, known,
			graph.Before(graph.Option{Flag: "-action", Props: []graph.Prop{graph.P("shutdown", "pause")}}))
	}
	graph.Test(g, "ich9-pm-tests/smi", pm.ICH9Driver, smi, known)
	graph.Test(g, "ich9-pm-tests/smi-timers", pm.ICH9Driver, smiTimers, known, graph.Requires(graph.SteppedClock))
	graph.Test(g, "ich9-pm-tests/smi-command", pm.ICH9Driver, smiCommand, graph.Known(crash()), graph.Slow())
}
