package virtiorng

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/virtio"
	"github.com/qgraph/qgraph/libqos/virtiommio"
	"github.com/qgraph/qgraph/libqos/virtiopci"
	"github.com/qgraph/qgraph/libqos/virtiorng"
)

// Register adds the device in both of its forms.
func Register(g *graph.Graph) {
	graph.Consumes(g, virtiorng.PCIDriver, pci.BusInterface, virtiorng.PCIModel().Attach)
	graph.Produces(g, virtiorng.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtiorng.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtiorng.DeviceDriver, virtiommio.BusInterface, virtiorng.DeviceModel().Attach)
	graph.Produces(g, virtiorng.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
}
