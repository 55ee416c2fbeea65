package es1370

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/sound/es1370"
)

// Register adds the sound card.
func Register(g *graph.Graph) {
	graph.Consumes(g, es1370.Driver, pci.BusInterface, es1370.New, graph.Needs(audio.Audiodev))
	graph.Produces(g, es1370.Driver, pci.DeviceInterface, func(d *es1370.Device) *pci.Device { return d.PCI })
}
