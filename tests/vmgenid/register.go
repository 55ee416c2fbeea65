package vmgenid

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// guid is that of the test.
const guid = "324e6eaf-d1d1-4bf6-bf41-b9bb6c91fb87"

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "vmgenid-tests/set-guid", tableloader.PCInterface, func(t *run.T, s *tableloader.Source) {
		identifier(t, s, guid)
	}, graph.After(device(guid)))
	graph.Test(g, "vmgenid-tests/set-guid-auto", tableloader.PCInterface, func(t *run.T, s *tableloader.Source) {
		identifier(t, s, "")
	}, graph.After(device("auto")))
	graph.Pair(g, "vmgenid-tests/migrate", tableloader.PCInterface, migrate, graph.After(device("auto")))
}

func device(guid string) graph.Option {
	return graph.Option{Flag: "-device", Type: "vmgenid", Props: []graph.Prop{graph.P("guid", guid)}}
}
