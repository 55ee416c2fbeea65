package virtioserial

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtioserial.PCIDriver, virtioserial.Interface, virtioserial.PCIModel())
	virtiommio.Add(g, virtioserial.DeviceDriver, virtioserial.Interface, virtioserial.Model())
}
