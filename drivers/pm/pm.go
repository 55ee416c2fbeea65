package pm

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/pm"
	"github.com/qgraph/qgraph/libqos/board/q35"
)

// Register adds the power management, which is a part of the south bridges.
func Register(g *graph.Graph) {
	graph.Contains(g, i440fx.HostDriver, pm.PIIX4Driver, pm.NewPIIX4)
	graph.Contains(g, q35.HostDriver, pm.ICH9Driver, pm.NewICH9)
}
