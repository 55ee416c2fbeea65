package aspeedhace

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
)

// Register adds the tests: by default they run on one board with each chip.
func Register(g *graph.Graph) {
	some := graph.SlowBeside("arm/palmetto-bmc", "arm/ast2500-evb", "arm/ast2600-evb", "arm/ast1030-evb", "aarch64/ast2700a1-evb")
	known := graph.Known(deviations()...)
	graph.Test(g, "aspeed_hace-tests/addresses", aspeedhace.Interface, addresses, some, known)
	graph.Test(g, "aspeed_hace-tests/digests", aspeedhace.Interface, digests, some, known)
	graph.Test(g, "aspeed_hace-tests/accumulation", aspeedhace.Interface, accumulation, some, known)
	graph.Test(g, "aspeed_hace-tests/interrupt", aspeedhace.Interface, interrupt, some, known)
	graph.Pair(g, "aspeed_hace-tests/migrate", aspeedhace.Interface, migrate, graph.SlowBeside("arm/ast2600-evb"), known)
}
