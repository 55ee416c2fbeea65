package virtiocrypto

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiocrypto"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	needs := graph.Needs(virtiocrypto.Backend)
	virtiopci.Add(g, virtiocrypto.PCIDriver, virtiocrypto.Interface, virtiocrypto.PCIModel(), needs)
	virtiommio.Add(g, virtiocrypto.DeviceDriver, virtiocrypto.Interface, virtiocrypto.Model(), needs)
}
