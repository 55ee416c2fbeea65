package pl181

import (
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
)

// Register adds the tests. By default they run on one board of each family.
func Register(g *graph.Graph) {
	few := graph.SlowBeside("arm/integratorcp", "arm/realview-pbx-a9", "arm/versatilepb", "arm/vexpress-a9")
	graph.Test(g, "pl181-tests/registers", pl181.Driver, registers, few, graph.Known(deviations()...))
	graph.Test(g, "pl181-tests/commands", pl181.Driver, commands, few, graph.Known(deviations()...))
	graph.Test(g, "pl181-tests/data", pl181.Driver, data, few, graph.Known(deviations()...))
}

// The card: its first blocks have data.
const (
	cardFile = "card.img"
	cardSize = 4 << 20
	prepared = 16
)

// insert puts a card into the slot.
func insert(t *run.T) *block.Image {
	t.Helper()
	i, err := block.CreateImage(filepath.Join(t.Env.Dir, cardFile), cardSize, sd.BlockSize)
	t.Must(err)
	i.Data(0, prepared)
	t.Must(i.Fill())
	m, err := sd.FindSlot(t.Context(), t.Env)
	t.Must(err)
	t.Must(m.Insert(t.Context(), cardFile))
	return i
}
