package virtionet

import (
	"math"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-net-tests/announce-self", virtionet.Interface, announceSelf)
	graph.Test(g, "virtio-net-tests/basic", virtionet.Interface, basic, graph.Known(deviations()...))
	graph.Test(g, "virtio-net-tests/rx_stop_cont", virtionet.Interface, stopAndGo)

	onHub := graph.Provide(ethernet.Netdev, ethernet.Hub(hub))
	graph.Test(g, "virtio-net-tests/large_tx/net_bufsize", virtionet.Interface, large(ethernet.MaxFrame), onHub)
	graph.Test(g, "virtio-net-tests/large_tx/uint_max", virtionet.Interface, large(math.MaxUint32), onHub,
		graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "virtio: bogus descriptor or out of resources", Why: "The descriptor is longer than the memory behind it.",
		}))

	for name, ram := range map[string]graph.RAMType{"memfile": graph.RAMFile, "memfd": graph.RAMMemfd, "shm": graph.RAMShm} {
		graph.Test(g, "virtio-net-tests/vhost-user/read-guest-mem/"+name, virtionet.Interface, sharedMemory, vhost.Netdev(1, ram, nil)...)
	}

	graph.Test(g, "virtio-net-pci-tests/hotplug", virtionet.PCIDriver, hotPlug,
		graph.Define(second, ethernet.Socket()), graph.Requires(pci.Hotplug))
}

// large returns the test that transmits a frame of size bytes.
func large(size uint32) func(*run.T, *virtio.Hardware) {
	return func(t *run.T, hw *virtio.Hardware) { largeFrame(t, hw, size) }
}
