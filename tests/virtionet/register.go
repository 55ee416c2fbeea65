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
	graph.Test(g, "virtio-net-tests/ethernet", virtionet.Interface, likeAnyCard, graph.AskHighRAM())
	graph.Test(g, "virtio-net-tests/control", virtionet.Interface, controlQueue, configured(), graph.Known(deviations()...),
		graph.Allows(graph.Complaint{
			Kind: graph.WarningMessage, Text: "Can't load eBPF RSS", Why: "The back end is a socket, whose frames QEMU itself distributes.",
		}))
	graph.Test(g, "virtio-net-tests/rx_stop_cont", virtionet.Interface, stopAndGo)

	graph.Pair(g, "virtio-net-tests/migrate/frames", virtionet.Interface, migrateFrames, graph.Known(lostVLANs()))
	graph.Pair(g, "virtio-net-tests/migrate/link", virtionet.Interface, migrateLink)

	onHub := graph.Provide(ethernet.Netdev, ethernet.Hub(hub))
	graph.Test(g, "virtio-net-tests/large_tx/net_bufsize", virtionet.Interface, large(ethernet.MaxFrame), onHub, ethernet.Secluded())
	graph.Test(g, "virtio-net-tests/large_tx/uint_max", virtionet.Interface, large(math.MaxUint32), onHub, ethernet.Secluded(),
		graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "virtio: bogus descriptor or out of resources", Why: "The descriptor is longer than the memory behind it.",
		}))

	graph.Test(g, "virtio-net-tests/netdevs", virtionet.Interface, netdevs, hubs()...)
	graph.Test(g, "virtio-net-tests/netfilters", virtionet.Interface, netFilters, append(lines(), graph.Known(closedInput()))...)
	graph.Test(g, "virtio-net-tests/netfilter-buffer", virtionet.Interface, bufferFilter, append(lines(), graph.Requires(graph.SteppedClock))...)

	// Older versions take rings of 1024 descriptors on every transport, and lose interrupts or
	// crash with some of them.
	held := graph.Since("11.1", "vhost-user rings of the device's own size")
	vhostUser := func(name string, run func(*run.T, *virtio.Hardware), setup vhost.Setup, opts ...graph.TestOption) {
		opts = append(opts, held)
		graph.Test(g, "virtio-net-tests/vhost-user/"+name, virtionet.Interface, run, append(opts, vhost.Netdev(setup)...)...)
	}
	lost := graph.Allows(vhost.Lost())
	vhostUser("read-guest-mem/memfile", sharedMemory, vhost.Setup{RAM: graph.RAMFile})
	vhostUser("read-guest-mem/memfd", sharedMemory, vhost.Setup{RAM: graph.RAMMemfd})
	vhostUser("read-guest-mem/shm", sharedMemory, vhost.Setup{RAM: graph.RAMShm})
	vhostUser("reconnect", reconnect, vhost.Setup{Props: vhost.Reconnects()}, lost)
	vhostUser("connect-fail", connectFail, vhost.Setup{Props: vhost.Reconnects(), Deny: 2, Hook: earlyEnds()}, lost)
	vhostUser("flags-mismatch", flagsMismatch, vhost.Setup{Props: vhost.Reconnects(), Hook: fewerFeatures()}, lost)
	vhostUser("multiqueue", multiqueue, vhost.Setup{Pairs: pairs},
		graph.DeviceProps(graph.P("mq", "on")))
	graph.Pair(g, "virtio-net-tests/vhost-user/migrate", virtionet.Interface, migrateVhost, append(vhost.Netdev(vhost.Setup{}), lost, held)...)

	graph.Test(g, "virtio-net-pci-tests/hotplug", virtionet.PCIDriver, hotPlug,
		graph.Define(second, ethernet.Socket()), ethernet.PluggedLater(), graph.Requires(pci.Hotplug), graph.Known(withoutControl()...))
	// A primary device needs PCI Express.
	graph.Test(g, "virtio-net-pci-tests/failover", virtionet.PCIDriver, failover, graph.DeviceProps(graph.P("failover", "on")),
		ethernet.PluggedLater(), graph.Requires(pci.Hotplug), graph.On("x86_64/q35", "aarch64/virt"))
}

// large returns the test that transmits a frame of size bytes.
func large(size uint32) func(*run.T, *virtio.Hardware) {
	return func(t *run.T, hw *virtio.Hardware) { largeFrame(t, hw, size) }
}
