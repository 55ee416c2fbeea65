package virtioballoon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
)

// thread is QEMU's thread that works on hints.
var thread = graph.NewHandle("thread")

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-balloon-tests/basic", virtioballoon.Interface, basic, graph.Known(deviations()...))
	graph.Test(g, "virtio-balloon-pci-tests/free-pages", virtioballoon.PCIDriver, freePages,
		graph.Define(thread, graph.Backend{Kind: graph.Object, Type: "iothread"}),
		graph.DeviceProps(
			graph.P("free-page-hint", "on"), graph.P("free-page-reporting", "on"), graph.Prop{Name: "iothread", Value: graph.Ref(thread)},
		))
	graph.Pair(g, "virtio-balloon-tests/migrate", virtioballoon.Interface, migrate)
}
