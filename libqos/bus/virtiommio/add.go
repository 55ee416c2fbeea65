package virtiommio

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Add adds a device on one of the machine's transports to the graph, with the interfaces of
// every virtio device and with its own.
func Add(g *graph.Graph, d graph.Driver[*Slot], own graph.Interface[*virtio.Hardware], m virtio.Model, opts ...graph.EdgeOption) {
	AddVariant(g, d, own, m, opts...)
	graph.Produces(g, d, virtio.Interface, (*Slot).Virtio)
	if m.HasSample() {
		graph.Produces(g, d, virtio.QueuesInterface, (*Slot).Virtio, graph.SlowBeside(m.Sample.Usual...))
	}
}

// AddVariant is [Add] for a model that differs from another one, which has been added, in
// nothing that the tests of every device look at.
func AddVariant(g *graph.Graph, d graph.Driver[*Slot], own graph.Interface[*virtio.Hardware], m virtio.Model, opts ...graph.EdgeOption) {
	graph.Consumes(g, d, BusInterface, Attach(m), append([]graph.EdgeOption{virtio.PackedRings()}, opts...)...)
	graph.Produces(g, d, own, (*Slot).Virtio)
}
