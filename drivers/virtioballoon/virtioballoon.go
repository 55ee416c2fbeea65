package virtioballoon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/virtio"
	"github.com/qgraph/qgraph/libqos/virtioballoon"
	"github.com/qgraph/qgraph/libqos/virtiommio"
	"github.com/qgraph/qgraph/libqos/virtiopci"
)

// Register adds the device in both of its forms.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, virtioballoon.PCIDriver, pci.BusInterface, virtioballoon.PCIModel(), virtiopci.Attach)
	graph.Produces(g, virtioballoon.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtioballoon.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)

	graph.ConsumesArg(g, virtioballoon.DeviceDriver, virtiommio.BusInterface, virtioballoon.DeviceModel(), virtiommio.Attach)
	graph.Produces(g, virtioballoon.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
}
