package parallel

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/parallel"
)

// Register adds the port.
func Register(g *graph.Graph) {
	graph.Consumes(g, parallel.Driver, isa.Interface, parallel.New, parallel.AsSecond(), graph.Needs(parallel.Chardev),
		graph.SlowBeside("x86_64/isapc", "mips/malta"))
}
