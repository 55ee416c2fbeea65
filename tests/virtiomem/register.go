package virtiomem

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiomem"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-mem-tests/blocks", virtiomem.Interface, blocks)
	graph.Test(g, "virtio-mem-tests/machine-reset", virtiomem.PCIDriver, restart, graph.SlowBeside("x86_64/pc", "aarch64/virt"))
}
