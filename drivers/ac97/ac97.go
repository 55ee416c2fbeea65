package ac97

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ac97"
	"github.com/qgraph/qgraph/libqos/audio"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the audio controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, ac97.Driver, pci.BusInterface, ac97.New, graph.Needs(audio.Audiodev))
	graph.Produces(g, ac97.Driver, pci.DeviceInterface, func(c *ac97.Controller) *pci.Device { return c.PCI })
}
