package virtionet

import (
	"math"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/virtionet"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-net-tests/announce-self", virtionet.Interface, announceSelf)
	graph.Test(g, "virtio-net-tests/basic", virtionet.Interface, basic)
	graph.Test(g, "virtio-net-tests/rx_stop_cont", virtionet.Interface, stopAndGo)

	onHub := graph.Provide(ethernet.Need, ethernet.Hub(hub))
	graph.TestArg(g, "virtio-net-tests/large_tx/net_bufsize", virtionet.Interface, uint32(ethernet.MaxFrame), largeFrame, onHub)
	graph.TestArg(g, "virtio-net-tests/large_tx/uint_max", virtionet.Interface, uint32(math.MaxUint32), largeFrame, onHub)

	graph.Test(g, "virtio-net-pci-tests/hotplug", virtionet.PCIDriver, hotPlug,
		graph.Define(second, ethernet.Socket()), graph.Requires(pci.Hotplug))
}
