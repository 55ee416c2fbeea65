package isadebug

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/isadebug"
)

// Register adds the devices. The order of bytes is tested on each bus.
func Register(g *graph.Graph) {
	usual := graph.SlowBeside("x86_64/isapc")
	graph.Consumes(g, isadebug.ConsoleDriver, isa.Interface, isadebug.NewConsole, graph.Needs(isadebug.Chardev), usual)
	graph.Consumes(g, isadebug.ExitDriver, isa.Interface, isadebug.NewExit, usual)
	graph.Consumes(g, isadebug.TestDriver, isa.Interface, isadebug.NewTestDevice)
}
