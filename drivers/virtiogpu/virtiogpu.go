package virtiogpu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
)

// Register adds the device in all its forms.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtiogpu.PCIDriver, virtiogpu.Interface, virtiogpu.PCIModel())
	virtiopci.AddVariant(g, virtiogpu.VGADriver, virtiogpu.Interface, virtiogpu.VGAModel())
	virtiommio.Add(g, virtiogpu.DeviceDriver, virtiogpu.Interface, virtiogpu.Model())
}
