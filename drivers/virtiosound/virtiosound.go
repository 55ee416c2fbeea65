package virtiosound

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiosound"
)

// Register adds the device in both forms.
func Register(g *graph.Graph) {
	needs := graph.Needs(audio.Audiodev)
	virtiopci.Add(g, virtiosound.PCIDriver, virtiosound.Interface, virtiosound.PCIModel(), needs)
	virtiommio.Add(g, virtiosound.DeviceDriver, virtiosound.Interface, virtiosound.Model(), needs)
}
