package virtioserial

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	graph.Consumes(g, virtioserial.PCIDriver, pci.BusInterface, virtioserial.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings())
	graph.Produces(g, virtioserial.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtioserial.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioserial.PCIDriver, virtioserial.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioserial.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtioserial.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtioserial.Model()), virtio.PackedRings())
	graph.Produces(g, virtioserial.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioserial.DeviceDriver, virtioserial.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioserial.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
