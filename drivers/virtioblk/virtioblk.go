package virtioblk

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// Register adds the device in both forms, with a known serial number.
func Register(g *graph.Graph) {
	serial := graph.Props(graph.P("serial", virtioblk.Serial))

	graph.Consumes(g, virtioblk.PCIDriver, pci.BusInterface, virtioblk.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings(),
		graph.Needs(block.Drive), serial)
	graph.Produces(g, virtioblk.PCIDriver, virtioblk.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioblk.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioblk.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtioblk.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtioblk.Model()), virtio.PackedRings(),
		graph.Needs(block.Drive), serial)
	graph.Produces(g, virtioblk.DeviceDriver, virtioblk.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioblk.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioblk.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
