package emulator

import (
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/emulator"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "emulator-tests/types", emulator.Interface, types, graph.Generic(), graph.Known(deviations()...), graph.Allows(shortForm()))
	graph.Test(g, "emulator-tests/processors", emulator.Interface, processors, graph.Generic(), graph.Known(deviations()...))
	graph.Test(g, "emulator-tests/machines", emulator.Interface, machineTypes, graph.Generic(), graph.Since("9.1", "the properties of machine types in query-machines"),
		graph.Known(machineDeviations()...), graph.On("aarch64", "arm", "i386", "m68k", "ppc64", "s390x", "x86_64"))
	graph.Test(g, "emulator-tests/objects", emulator.Interface, objects, graph.Generic())
}

// typ is a type as qom-list-types has it.
type typ struct {
	Name     string
	Parent   string
	Abstract bool
}

// list returns the types that implement another, sorted as QEMU has them.
func list(t *run.T, c *qmp.Client, implement string, abstract bool) []typ {
	t.Helper()
	all, err := qmp.Execute[[]typ](t.Context(), c, "qom-list-types", qmp.Args{"implements": implement, "abstract": abstract})
	t.Must(err)
	return all
}

// refused returns QEMU's refusal of a command, nil if it was not refused.
func refused(t *run.T, err error) *qmp.Error {
	t.Helper()
	var refusal *qmp.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	t.Must(err)
	return nil
}
