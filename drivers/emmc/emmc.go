package emmc

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/emmc"
)

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, emmc.Driver, sd.Interface, func(_ context.Context, p sd.Port) (sd.Port, error) { return p, nil },
		graph.Needs(block.Drive), graph.Props(graph.Prop{Name: "boot-partition-size", Value: graph.Int(emmc.BootSize)}))
}
