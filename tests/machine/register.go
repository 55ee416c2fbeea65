package machine

import (
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/introspect"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "machine-tests/start", guest.Interface, start, graph.Generic())
	graph.Test(g, "machine-tests/introspect", guest.Interface, ask, graph.Generic(), graph.Known(genericsuite.Deviations()...))
	graph.Test(g, "machine-tests/sweep", guest.Interface, func(t *run.T, _ *guest.Machine) { genericsuite.Sweep(t, "") },
		append(genericsuite.Guests(), graph.Generic(), graph.Known(genericsuite.Deviations()...), graph.Known(deviations()...))...)
	graph.Test(g, "machine-tests/reset", guest.Interface, func(t *run.T, _ *guest.Machine) { genericsuite.Reset(t, "", nil) },
		append(genericsuite.Guests(), graph.Generic(), graph.Known(genericsuite.Deviations()...), graph.Known(deviations()...))...)
	graph.Pair(g, "machine-tests/state", guest.Interface, func(t *run.T, _ *guest.Machine, second run.Instance[*guest.Machine]) {
		genericsuite.State(t, second.Env)
	}, append(genericsuite.StateOptions(), graph.Generic())...)
	graph.Test(g, "machine-tests/cmdline", guest.Interface, commandLine, graph.Generic(),
		graph.Prepare(func(dir string) error { return os.WriteFile(filepath.Join(dir, configFile), []byte(config), 0o600) }),
		graph.After(graph.Option{Flag: "-readconfig", Type: configFile}))
	registerDisc(g)
}

// ask asks QEMU for everything that it tells of the machine.
func ask(t *run.T, m *guest.Machine) {
	report, err := introspect.Machine(t.Context(), m.Monitor)
	genericsuite.Answered(t, report, err)
}
