package hda

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/sound/hda"
)

// Register adds the controller and its codecs.
func Register(g *graph.Graph) {
	graph.Consumes(g, hda.Driver, pci.BusInterface, hda.New, graph.SlowBeside("x86_64/pc", "ppc64/pseries"))
	graph.Produces(g, hda.Driver, pci.DeviceInterface, func(c *hda.HDA) *pci.Device { return c.PCI })
	graph.ProducesItself(g, hda.Driver, hda.Bus, graph.Plug(graph.Prop{Name: "bus", Value: graph.DeviceID(".0")}))
	for _, codec := range []graph.Driver[*hda.Codec]{hda.Output, hda.Duplex, hda.Micro} {
		graph.Consumes(g, codec, hda.Bus, hda.NewCodec, graph.Needs(audio.Audiodev),
			graph.On(hda.LittleEndian()...), graph.SlowBeside("x86_64/pc"))
		graph.ProducesItself(g, codec, hda.CodecInterface)
	}
}
