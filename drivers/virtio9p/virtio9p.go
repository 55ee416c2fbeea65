package virtio9p

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
)

// Register adds the device in both forms, with a known mount tag.
func Register(g *graph.Graph) {
	needs, tag := graph.Needs(virtio9p.FSDev), graph.Props(graph.P("mount_tag", virtio9p.MountTag))
	virtiopci.Add(g, virtio9p.PCIDriver, virtio9p.Interface, virtio9p.PCIModel(), needs, tag)
	virtiommio.Add(g, virtio9p.DeviceDriver, virtio9p.Interface, virtio9p.Model(), needs, tag)
}
