package ivshmem

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/ivshmem"
)

// Register adds the tests of both devices.
func Register(g *graph.Graph) {
	plugs := graph.Requires(pci.Hotplug)
	graph.Test(g, "ivshmem-plain-tests/memory", ivshmem.Plain, memory)
	graph.Test(g, "ivshmem-plain-tests/hotplug", ivshmem.Plain, plugPlain, plugs)
	graph.Pair(g, "ivshmem-plain-tests/pair", ivshmem.Plain, pairPlain)

	messages := graph.Requires(pci.MessageSignalled)
	graph.Test(g, "ivshmem-doorbell-tests/doorbells", ivshmem.Doorbell, doorbells, messages, graph.Allows(nonsense()))
	graph.Test(g, "ivshmem-doorbell-tests/server", ivshmem.Doorbell, servers, messages, plugs, graph.Allows(nonsense()), graph.Known(deviations()...))
	// QEMU hangs there: it takes all the time that a path has.
	graph.Test(g, "ivshmem-doorbell-tests/lost", ivshmem.Doorbell, lost, plugs, graph.Known(deviations()...), graph.Slow())
	graph.Pair(g, "ivshmem-doorbell-tests/pair", ivshmem.Doorbell, pairDoorbell, messages, plugs)
}
