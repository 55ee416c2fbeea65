package virtio9p

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
)

// Register adds the device in both forms, with a known mount tag.
func Register(g *graph.Graph) {
	tag := graph.Props(graph.P("mount_tag", virtio9p.MountTag))

	graph.Consumes(g, virtio9p.PCIDriver, pci.BusInterface, virtio9p.PCIModel().Attach, graph.Known(virtiopci.Migration()), virtio.PackedRings(),
		graph.Needs(virtio9p.FSDev), tag)
	graph.Produces(g, virtio9p.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtio9p.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtio9p.PCIDriver, virtio9p.Interface, (*virtiopci.Function).Virtio)
	graph.Produces(g, virtio9p.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio)

	graph.Consumes(g, virtio9p.DeviceDriver, virtiommio.BusInterface, virtiommio.Attach(virtio9p.Model()), virtio.PackedRings(),
		graph.Needs(virtio9p.FSDev), tag)
	graph.Produces(g, virtio9p.DeviceDriver, virtio.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtio9p.DeviceDriver, virtio9p.Interface, (*virtiommio.Slot).Virtio)
	graph.Produces(g, virtio9p.DeviceDriver, virtio.QueuesInterface, (*virtiommio.Slot).Virtio)
}
