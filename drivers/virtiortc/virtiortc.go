package virtiortc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiortc"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtiortc.PCIDriver, virtiortc.Interface, virtiortc.PCIModel())
	virtiommio.Add(g, virtiortc.DeviceDriver, virtiortc.Interface, virtiortc.Model())
}
