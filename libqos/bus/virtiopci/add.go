package virtiopci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Add adds a device on PCI to the graph, with the interfaces of every such device and
// with its own.
func Add(g *graph.Graph, d graph.Driver[*Function], own graph.Interface[*virtio.Hardware], m Model, opts ...graph.EdgeOption) {
	AddUnlisted(g, d, own, m, opts...)
	graph.Produces(g, d, pci.DeviceInterface, (*Function).Device)
}

// AddUnlisted is [Add] for a device that the tests of all PCI devices leave out.
func AddUnlisted(g *graph.Graph, d graph.Driver[*Function], own graph.Interface[*virtio.Hardware], m Model, opts ...graph.EdgeOption) {
	AddVariant(g, d, own, m, opts...)
	graph.Produces(g, d, virtio.Interface, (*Function).Virtio)
	if m.Device.HasSample() {
		graph.Produces(g, d, virtio.QueuesInterface, (*Function).Virtio, graph.SlowBeside(m.Device.Sample.Usual...))
	}
}

// AddVariant is [Add] for a model that differs from another one, which has been added, in
// nothing that the tests of every device look at.
func AddVariant(g *graph.Graph, d graph.Driver[*Function], own graph.Interface[*virtio.Hardware], m Model, opts ...graph.EdgeOption) {
	graph.Consumes(g, d, pci.BusInterface, m.Attach, append([]graph.EdgeOption{graph.Known(Migration()), virtio.PackedRings()}, opts...)...)
	graph.Produces(g, d, own, (*Function).Virtio)
}
