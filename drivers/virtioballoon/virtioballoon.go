package virtioballoon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtioballoon.PCIDriver, virtioballoon.Interface, virtioballoon.PCIModel())
	virtiommio.Add(g, virtioballoon.DeviceDriver, virtioballoon.Interface, virtioballoon.Model())
}
