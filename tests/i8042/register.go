package i8042

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	has := graph.Requires(isa.KeyboardController)
	graph.Test(g, "i8042-tests/controller", i8042.Driver, controller, graph.Known(deviations()...), has)
	graph.Test(g, "i8042-tests/keyboard", i8042.Driver, keyboard, has)
	graph.Test(g, "i8042-tests/mouse", i8042.Driver, mouse, graph.Known(ps2suite.MouseDeviations()...), has)
	graph.Test(g, "port92-tests/control", i8042.Port92Driver, port92, graph.Requires(isa.SystemControlPort), graph.SlowBeside("x86_64/pc"))
}
