package ioapic

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/device/interrupt/ioapic"
)

// Register adds the controller, which is a part of the chipsets.
func Register(g *graph.Graph) {
	graph.Contains(g, i440fx.HostDriver, ioapic.Driver, ioapic.NewI440FX)
	graph.Contains(g, q35.HostDriver, ioapic.Driver, ioapic.NewQ35)
}
