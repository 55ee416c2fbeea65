package audio

import "github.com/qgraph/qgraph/graph"

// Audiodev is the need of a sound device: its property "audiodev" names a
// backend, by default a [Silent] one.
var Audiodev = graph.NewNeed("audiodev", "audiodev", Silent())

// Silent is a backend that accepts samples at the pace of playback and records
// silence.
func Silent() graph.Backend { return graph.Backend{Kind: graph.Audiodev, Type: "none"} }
