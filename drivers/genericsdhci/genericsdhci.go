package genericsdhci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Register adds the interface that the controller produces.
func Register(g *graph.Graph) {
	graph.Produces(g, sdhci.GenericDriver, sdhci.Interface, func(m *sdhci.MemoryMapped) *sdhci.Controller { return m.Controller })
}
