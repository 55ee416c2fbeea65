package vhostuser

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	// A device of each bus is enough: a model is the same on every machine.
	usual := graph.SlowBeside("x86_64/pc", "arm/virt")
	graph.Test(g, "vhost-user-tests/queues", vhostdevice.Interface, queues, usual)
	graph.Test(g, "vhost-user-tests/config", vhostdevice.Interface, configuration, usual, graph.Allows(graph.Complaint{
		Kind: graph.ErrorMessage, Text: "unhandled backend config change",
		Why: "The back end changes the configuration of a GPU, which QEMU refuses.",
	}))
	graph.Pair(g, "vhost-user-tests/migrate", vhostdevice.Interface, migrate, usual, graph.Known(migrations()...))
	graph.Test(g, "vhost-user-tests/offered", vhostdevice.Interface, offered, usual, graph.Known(setFeatures()...))
	graph.Test(g, "vhost-user-tests/reset", vhostdevice.Interface, reset, usual)

	plugged := []graph.TestOption{usual, graph.Requires(pci.Hotplug, vhostdevice.Hotplug), graph.Define(second, secondBackend())}
	graph.Test(g, "vhost-user-tests/unplug", vhostdevice.Interface, unplug, plugged...)
	// Older versions plug in a device whose back end has broken the protocol, and may abort later.
	graph.Test(g, "vhost-user-tests/refusals", vhostdevice.Interface, refusals,
		append(plugged, vhostdevice.Since("11.1"), graph.Allows(vhost.Lost()), graph.Known(lostAtOnce()))...)

	shared := graph.SharedRAM(graph.RAMFile)
	graph.Test(g, "vhost-user-gpio-tests/read-guest-mem/memfile", vhostdevice.GPIOInterface, queues, shared)
	graph.Test(g, "vhost-user-scmi-tests/scmi/read-guest-mem/memfile", vhostdevice.SCMIInterface, queues, shared)
	graph.Test(g, "vhost-user-scmi-tests/msi-x", vhostdevice.SCMIInterface, startWithMessages,
		graph.Known(messages()), graph.Requires(pci.Hotplug))

	held := vhostdevice.Since("11.1")
	graph.Test(g, "vhost-user-blk-tests/lost/use", vhostdevice.BlockInterface, lostInUse, held, graph.Allows(vhost.Lost()))
	for name, run := range map[string]func(*run.T, *vhostdevice.Device){
		"start": lostAt(vhostuser.AddMemReg), "stop": lostAt(vhostuser.GetVringBase),
	} {
		graph.Test(g, "vhost-user-blk-tests/lost/"+name, vhostdevice.BlockInterface, run, held, graph.Allows(vhost.Lost()))
		graph.Test(g, "vhost-user-gpio-tests/lost/"+name, vhostdevice.GPIOInterface, run,
			graph.Allows(vhost.Lost()), graph.Known(lostBackEnd()))
	}
}
