package isasound

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/sound/cs4231a"
	"github.com/qgraph/qgraph/libqos/device/sound/gus"
	"github.com/qgraph/qgraph/libqos/device/sound/opl2"
	"github.com/qgraph/qgraph/libqos/device/sound/sb16"
)

// Register adds the cards. QEMU gives those with DMA only to machines that have its controllers.
func Register(g *graph.Graph) {
	usual, audiodev := graph.SlowBeside("x86_64/isapc", "mips/malta"), graph.Needs(audio.Audiodev)
	graph.Consumes(g, cs4231a.Driver, isa.Interface, cs4231a.New, audiodev, graph.SlowBeside("x86_64/isapc"), graph.Requires(isa.DMA))
	graph.Consumes(g, gus.Driver, isa.Interface, gus.New, audiodev, graph.SlowBeside("x86_64/isapc"), graph.Requires(isa.DMA))
	graph.Consumes(g, opl2.Driver, isa.Interface, opl2.New, audiodev, graph.SlowBeside("x86_64/isapc"))
	graph.Consumes(g, sb16.Driver, isa.Interface, sb16.New, audiodev, usual, graph.Requires(isa.DMA))
}
