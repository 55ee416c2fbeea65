package device

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/introspect"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "device-tests/introspect", slot.Driver, ask, graph.Generic(), graph.Known(deviations()...))
	graph.Test(g, "device-tests/sweep", slot.Driver, func(t *run.T, d *slot.Device) { genericsuite.Sweep(t, d.Path()) },
		append(genericsuite.Guests(), graph.Generic(), graph.Known(deviations()...))...)
	graph.Test(g, "device-tests/reset", slot.Driver, func(t *run.T, d *slot.Device) { genericsuite.Reset(t, d.Path()) },
		append(genericsuite.Guests(), graph.Generic(), graph.Known(deviations()...))...)
	graph.Pair(g, "device-tests/state", slot.Driver, func(t *run.T, _ *slot.Device, second run.Instance[*slot.Device]) {
		genericsuite.State(t, second.Env)
	}, graph.Generic(), graph.Known(genericsuite.StateDeviations()...), graph.Known(deviations()...))
	graph.Test(g, "device-tests/plug", slot.Driver, plug, graph.Generic(), graph.Known(deviations()...))
}

// ask asks QEMU for everything that it tells of the model and of the device.
func ask(t *run.T, d *slot.Device) {
	report, err := introspect.Device(t.Context(), t.QEMU().QMP(), d.Option.Type, d.Path())
	genericsuite.Answered(t, report, err)
}
