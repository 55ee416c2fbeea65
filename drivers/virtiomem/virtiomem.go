package virtiomem

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiomem"
)

// Register adds the device, with a machine that has room for its memory.
func Register(g *graph.Graph) {
	virtiopci.AddVariant(g, virtiomem.PCIDriver, virtiomem.Interface, virtiomem.PCIModel(), graph.Needs(virtiomem.Memory),
		graph.Props(graph.Prop{Name: "block-size", Value: graph.Int(virtiomem.BlockSize)}),
		graph.Before(graph.Option{Flag: "-m", Props: []graph.Prop{graph.P("maxmem", "4G")}}))
	graph.Produces(g, virtiomem.PCIDriver, pci.DeviceInterface, (*virtiopci.Function).Device)
	graph.Produces(g, virtiomem.PCIDriver, virtio.Interface, (*virtiopci.Function).Virtio, graph.SlowBeside(virtiomem.Model().Sample.Usual...))
	graph.Produces(g, virtiomem.PCIDriver, virtio.QueuesInterface, (*virtiopci.Function).Virtio, graph.SlowBeside(virtiomem.Model().Sample.Usual...))
}
