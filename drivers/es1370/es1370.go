package es1370

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the sound card.
var Driver = graph.NewDriver[*pci.Device]("ES1370")

// Register adds the sound card.
func Register(g *graph.Graph) {
	graph.Consumes(g, Driver, pci.BusInterface, model().Attach, graph.Needs(audio.Audiodev))
	graph.ProducesItself(g, Driver, pci.DeviceInterface)
}

func model() pci.Model {
	return pci.Model{
		Name:  "ES1370",
		ID:    pci.ID{Vendor: 0x1274, Device: 0x5000, SubsystemVendor: 0x4942, Subsystem: 0x4c4c},
		Class: pci.ClassAudio,
		Pin:   pci.INTA,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.IO, Size: 256}},
		Landmarks: []pci.Landmark{
			{Name: "Interrupt/Chip Select Control", BAR: 0, Offset: 0x00, Width: qtest.Width32, Value: 0x00000001},
		},
	}
}
