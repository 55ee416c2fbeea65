package ac97

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/audio"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the audio controller.
var Driver = graph.NewDriver[*pci.Device]("AC97")

// Register adds the audio controller.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, Driver, pci.BusInterface, model(), pci.Attach, graph.Needs(audio.Audiodev()))
	graph.Produces(g, Driver, pci.DeviceInterface, pci.Itself)
}

// model has larger BARs than the datasheet, which gives the mixer 256 bytes and
// the bus master 64.
func model() pci.Model {
	return pci.Model{
		Name:     "AC97",
		ID:       pci.EmulatedID(0x8086, 0x2415),
		Revision: 0x01,
		Class:    pci.ClassAudio,
		Pin:      pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 1024}, // native audio mixer
			{Index: 1, Kind: pci.IO, Size: 256},  // native audio bus master
		},
		Landmarks: []pci.Landmark{
			{Name: "PCM In Status", BAR: 1, Offset: 0x06, Width: qtest.Width16, Value: 0x0001}, // DMA controller halted
		},
	}
}
