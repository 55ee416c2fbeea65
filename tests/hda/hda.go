package hda

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/device/sound/hda"
)

// The host's rate in Hz, and the file of what the host plays.
const (
	hostRate = 48000
	played   = "played.wav"
)

// Register adds the tests of the controller and of its codecs.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "intel-hda-tests/byte-order", hda.Driver, byteOrder, known)
	graph.Test(g, "intel-hda-tests/registers", hda.Driver, registers, graph.On(hda.LittleEndian()...), graph.Requires(graph.SteppedClock), known)
	graph.Test(g, "hda-codec-tests/commands", hda.CodecInterface, commands, known)
	graph.Test(g, "hda-codec-tests/nodes", hda.CodecInterface, nodes, known)
	graph.Test(g, "hda-codec-tests/playback", hda.CodecInterface, playback,
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)), graph.Requires(graph.SteppedClock),
		graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "audio: Can not open `adc'", Why: "A backend that plays into a file does not record.",
		}), known)
	graph.Test(g, "hda-codec-tests/recording", hda.CodecInterface, recording, graph.On(recorders()...),
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock), known)
}

// recorders are the codecs with an input.
func recorders() []string { return []string{hda.Duplex.Name(), hda.Micro.Name()} }
