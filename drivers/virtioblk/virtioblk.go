package virtioblk

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// Register adds the device in both forms, with a known serial number.
func Register(g *graph.Graph) {
	needs, serial := graph.Needs(block.Drive), graph.Props(graph.P("serial", virtioblk.Serial))
	virtiopci.AddUnlisted(g, virtioblk.PCIDriver, virtioblk.Interface, virtioblk.PCIModel(), needs, serial)
	virtiommio.Add(g, virtioblk.DeviceDriver, virtioblk.Interface, virtioblk.Model(), needs, serial)
}
