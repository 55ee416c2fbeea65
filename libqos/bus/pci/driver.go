package pci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
)

// Attach is [Bus.Attach] as the constructor of a driver.
func (m Model) Attach(ctx context.Context, bus *Bus) (*Device, error) { return bus.Attach(ctx, m) }

// Driver returns the node of a device without tests of its own.
func (m Model) Driver() graph.Driver[*Device] { return graph.NewDriver[*Device](m.Name) }

// Register adds [Model.Driver] to a graph: its edge to the bus, with the options,
// and its edge to [DeviceInterface].
func (m Model) Register(g *graph.Graph, options ...graph.EdgeOption) {
	graph.Consumes(g, m.Driver(), BusInterface, m.Attach, options...)
	graph.ProducesItself(g, m.Driver(), DeviceInterface)
}
