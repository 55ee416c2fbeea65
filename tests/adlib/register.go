package adlib

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/opl2"
)

// The host's rate in Hz, and the file that it plays into.
const (
	hostRate = 44100
	played   = "played.wav"
)

// Register adds the tests of the card.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "adlib-tests/timers", opl2.Driver, timers, known, graph.Requires(graph.SteppedClock))
	graph.Test(g, "adlib-tests/tone", opl2.Driver, tone, known, graph.Requires(graph.SteppedClock),
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)))
}
