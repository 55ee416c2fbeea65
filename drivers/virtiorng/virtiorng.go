package virtiorng

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	graph.Consumes(g, virtiorng.PCIDriver, pci.BusInterface, virtiorng.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings())
	graph.Produces(g, virtiorng.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtiorng.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtiorng.PCIDriver, virtiorng.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtiorng.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtiorng.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtiorng.Model()), virtio.PackedRings())
	graph.Produces(g, virtiorng.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtiorng.DeviceDriver, virtiorng.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtiorng.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
