package virtioscsi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtioscsi.PCIDriver, virtioscsi.Interface, virtioscsi.PCIModel())
	virtiommio.Add(g, virtioscsi.DeviceDriver, virtioscsi.Interface, virtioscsi.Model())
}
