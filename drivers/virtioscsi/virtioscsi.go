package virtioscsi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	graph.Consumes(g, virtioscsi.PCIDriver, pci.BusInterface, virtioscsi.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings())
	graph.Produces(g, virtioscsi.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtioscsi.PCIDriver, virtioscsi.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioscsi.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioscsi.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtioscsi.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtioscsi.Model()), virtio.PackedRings())
	graph.Produces(g, virtioscsi.DeviceDriver, virtioscsi.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioscsi.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioscsi.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
