package ac97

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// Register adds the audio controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, ac97.Driver, pci.BusInterface, ac97.New, graph.Needs(audio.Audiodev))
	graph.Produces(g, ac97.Driver, pci.DeviceInterface, func(c *ac97.Controller) *pci.Device { return c.PCI })
}
