package aspeedgpio

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// Register adds the tests: by default they run on one board with each chip.
func Register(g *graph.Graph) {
	some := graph.SlowBeside("arm/palmetto-bmc", "arm/ast2500-evb", "arm/ast2600-evb", "arm/ast1030-evb")
	known := graph.Known(deviations()...)
	graph.Test(g, "aspeed_gpio-tests/registers", aspeedgpio.Interface, registers, some, known)
	graph.Test(g, "aspeed_gpio-tests/pins", aspeedgpio.Interface, pins, some, known)
	graph.Test(g, "aspeed_gpio-tests/interrupts", aspeedgpio.Interface, interrupts, some, known)
	graph.Pair(g, "aspeed_gpio-tests/migrate", aspeedgpio.Interface, migrate, graph.SlowBeside("arm/ast2600-evb"), known)
	few := graph.SlowBeside("aarch64/ast2700a1-evb", "arm/ast1040-evb")
	graph.Test(g, "ast2700-gpio-tests/pins", aspeedgpio.AST2700, singles, few, known)
	graph.Test(g, "ast2700-gpio-tests/interrupts", aspeedgpio.AST2700, singleInterrupts, few, known)
}
