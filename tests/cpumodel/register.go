package cpumodel

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "cpu-models-tests/x86", cpumodel.X86, x86, graph.Requires(cpumodel.Unlimited), graph.Known(deviations()...))
	graph.Test(g, "x86-cpuid-compat-tests/levels", cpumodel.X86, levels, graph.Requires(cpumodel.Unlimited), graph.Known(levelDeviations()...))
	graph.Test(g, "x86-cpuid-compat-tests/parsing-plus-minus", cpumodel.X86, parsing, graph.Requires(cpumodel.Unlimited),
		graph.After(graph.Option{Flag: "-cpu", Type: contradictory}), graph.Allows(warns()))
	graph.Test(g, "cpu-models-tests/s390x", cpumodel.S390, s390, graph.Requires(cpumodel.Unlimited))
	graph.Test(g, "arm-cpu-features-tests/query", cpumodel.ARM, armFeatures, graph.Requires(cpumodel.Unlimited))
}
