package virtiopmem

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiopmem"
)

// Register adds the device, with a machine that has room for its memory.
func Register(g *graph.Graph) {
	virtiopci.Add(g, virtiopmem.PCIDriver, virtiopmem.Interface, virtiopmem.PCIModel(), graph.Needs(virtiopmem.Memory),
		graph.Before(graph.Option{Flag: "-m", Props: []graph.Prop{graph.P("maxmem", "4G")}}),
		graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "virtio-pmem missing request data", Why: "QEMU before 10.0 says so of an empty queue.",
		}))
}
