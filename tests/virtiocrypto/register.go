package virtiocrypto

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiocrypto"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-crypto-tests/cipher", virtiocrypto.Interface, ciphers, graph.Known(deviations()...), complaints())
}
