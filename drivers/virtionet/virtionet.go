package virtionet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// Register adds the device in both forms, with a known address.
func Register(g *graph.Graph) {
	needs, address := graph.Needs(ethernet.Netdev), graph.Props(graph.P("mac", virtionet.MAC().String()))
	virtiopci.AddUnlisted(g, virtionet.PCIDriver, virtionet.Interface, virtionet.PCIModel(), needs, address)
	virtiommio.Add(g, virtionet.DeviceDriver, virtionet.Interface, virtionet.Model(), needs, address)
}
