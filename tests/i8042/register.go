package i8042

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8042"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	known, has := graph.Known(deviations()...), graph.Requires(isa.KeyboardController)
	graph.Test(g, "i8042-tests/controller", i8042.Driver, controller, known, has)
	graph.Test(g, "i8042-tests/keyboard", i8042.Driver, keyboard, known, has)
	graph.Test(g, "i8042-tests/mouse", i8042.Driver, mouse, known, has)
	graph.Test(g, "port92-tests/control", i8042.Port92Driver, port92, graph.Requires(isa.SystemControlPort), graph.SlowBeside("x86_64/pc"))
}
