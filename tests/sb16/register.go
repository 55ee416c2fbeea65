package sb16

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/sb16"
)

// The host's rate in Hz, and the file that it plays into.
const (
	hostRate = 44100
	played   = "played.wav"
)

// Register adds the tests of the card.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "sb16-tests/dsp", sb16.Driver, dsp, known)
	graph.Test(g, "sb16-tests/mixer", sb16.Driver, mixer, known)
	graph.Test(g, "sb16-tests/dma", sb16.Driver, dma, known, graph.Requires(graph.SteppedClock),
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)))
	for name, run := range playbacks() {
		graph.Test(g, "sb16-tests/playback-"+name, sb16.Driver, run, known, graph.Requires(graph.SteppedClock),
			graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)))
	}
}
