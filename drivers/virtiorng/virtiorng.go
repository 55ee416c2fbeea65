package virtiorng

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtiorng.PCIDriver, virtiorng.Interface, virtiorng.PCIModel())
	virtiommio.Add(g, virtiorng.DeviceDriver, virtiorng.Interface, virtiorng.Model())
}
