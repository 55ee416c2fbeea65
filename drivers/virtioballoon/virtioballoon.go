package virtioballoon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	graph.Consumes(g, virtioballoon.PCIDriver, pci.BusInterface, virtioballoon.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings())
	graph.Produces(g, virtioballoon.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtioballoon.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioballoon.PCIDriver, virtioballoon.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtioballoon.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtioballoon.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtioballoon.Model()), virtio.PackedRings())
	graph.Produces(g, virtioballoon.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioballoon.DeviceDriver, virtioballoon.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtioballoon.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
