package gus

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/gus"
)

// The host's rate in Hz, and the file that it plays into.
const (
	hostRate = 44100
	played   = "played.wav"
)

// Register adds the tests of the card.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "gus-tests/synthesizer", gus.Driver, synthesizer, known)
	graph.Test(g, "gus-tests/timers", gus.Driver, timers, known, graph.Requires(graph.SteppedClock),
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)))
	graph.Test(g, "gus-tests/voice", gus.Driver, voice, known, graph.Requires(graph.SteppedClock),
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)))
}
