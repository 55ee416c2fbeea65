package virtioinput

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioinput"
)

// Register adds the devices in both forms. To the bus they are all alike.
func Register(g *graph.Graph) {
	keyboard := virtioinput.Keyboard()
	virtiopci.Add(g, keyboard.PCIDriver(), keyboard.Interface(), keyboard.PCIModel())
	virtiommio.Add(g, keyboard.DeviceDriver(), keyboard.Interface(), keyboard.Model())
	for _, k := range []virtioinput.Kind{virtioinput.Mouse(), virtioinput.Tablet(), virtioinput.Multitouch()} {
		virtiopci.AddVariant(g, k.PCIDriver(), k.Interface(), k.PCIModel())
		virtiommio.AddVariant(g, k.DeviceDriver(), k.Interface(), k.Model())
	}
}
