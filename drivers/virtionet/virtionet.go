package virtionet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// Register adds the device in both forms, with a known address.
func Register(g *graph.Graph) {
	address := graph.Props(graph.P("mac", virtionet.MAC().String()))

	graph.Consumes(g, virtionet.PCIDriver, pci.BusInterface, virtionet.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings(),
		graph.Needs(ethernet.Netdev), address)
	graph.Produces(g, virtionet.PCIDriver, virtionet.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtionet.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtionet.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtionet.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtionet.Model()), virtio.PackedRings(),
		graph.Needs(ethernet.Netdev), address)
	graph.Produces(g, virtionet.DeviceDriver, virtionet.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtionet.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtionet.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
