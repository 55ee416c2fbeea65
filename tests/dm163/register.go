package dm163

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/dm163"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "dm163-tests/banks", dm163.Driver, banks)
}
