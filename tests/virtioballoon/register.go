package virtioballoon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-balloon-tests/basic", virtioballoon.Interface, basic, graph.Known(deviations()...))
	graph.Pair(g, "virtio-balloon-tests/migrate", virtioballoon.Interface, migrate)
}
