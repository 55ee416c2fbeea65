package genericsdhci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Register adds the interface that the controller produces, and the card that the machine has put into its slot.
func Register(g *graph.Graph) {
	graph.Produces(g, sdhci.GenericDriver, sdhci.Interface, func(m *sdhci.MemoryMapped) *sdhci.Controller { return m.Controller })
	graph.Contains(g, sdhci.GenericDriver, sd.CardDriver, func(_ context.Context, m *sdhci.MemoryMapped) (sd.Port, error) { return m.Controller, nil })
}
