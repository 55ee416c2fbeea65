package cs4231a

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/cs4231a"
)

// The host's rate in Hz, and the file that it plays into.
const (
	hostRate = 44100
	played   = "played.wav"
)

// Register adds the tests of the codec.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "cs4231a-tests/registers", cs4231a.Driver, registers, known,
		graph.Allows(graph.Complaint{
			Kind: graph.WarningMessage, Text: `cs4231a: (warning: )?(write to Version_Chip_ID register|\[P\]MCE)`,
			Why: "The test writes a register that is read-only, and one that is while MCE is clear.",
		}))
	for name, run := range playbacks() {
		graph.Test(g, "cs4231a-tests/playback-"+name, cs4231a.Driver, run, known, graph.Requires(graph.SteppedClock),
			graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)))
	}
}
