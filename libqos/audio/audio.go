package audio

import "github.com/qgraph/qgraph/graph"

// Need is the name by which tests call the backend of a path's sound device.
const Need = "audiodev"

// Audiodev is the need of a sound device: its property "audiodev" names a
// backend, by default a [Silent] one.
func Audiodev() graph.Need {
	return graph.Need{Name: Need, Prop: "audiodev", Default: Silent()}
}

// Silent is a backend that takes samples at the pace at which they would be
// played, and records silence.
func Silent() graph.Backend { return graph.Backend{Kind: graph.Audiodev, Type: "none"} }
