package audio

import "github.com/qgraph/qgraph/graph"

// Wav is a backend that writes the played samples to a RIFF WAVE file of that
// name, in QEMU's working directory, as 16-bit stereo at a rate in Hz. QEMU
// completes the header and writes the last bytes when it closes the file.
func Wav(name string, rate int64) graph.Backend {
	return graph.Backend{
		Kind: graph.Audiodev,
		Type: "wav",
		Props: []graph.Prop{
			graph.P("path", name),
			{Name: "out.frequency", Value: graph.Int(rate)},
		},
	}
}

// SilentAt is [Silent] with a host's rate in Hz that is independent of the
// device's.
func SilentAt(rate int64) graph.Backend {
	b := Silent()
	b.Props = []graph.Prop{
		{Name: "out.frequency", Value: graph.Int(rate)},
		{Name: "in.frequency", Value: graph.Int(rate)},
	}
	return b
}
