package cpuplug

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/cpuhotplug"
)

// The processors of the test: one of each core of two sockets.
const (
	atStart = 1
	sockets = 2
	cores   = 2
	most    = sockets * cores
)

// Register adds the tests.
func Register(g *graph.Graph) {
	registerNUMA(g)
	graph.Test(g, "cpu-plug-tests/plug", cpuhotplug.Driver, plug, graph.Requires(cpuhotplug.Idle), graph.After(graph.Option{Flag: "-smp", Props: []graph.Prop{
		graph.P("cpus", strconv.Itoa(atStart)), graph.P("sockets", strconv.Itoa(sockets)), graph.P("cores", strconv.Itoa(cores)),
		graph.P("maxcpus", strconv.Itoa(most)),
	}}))
}
