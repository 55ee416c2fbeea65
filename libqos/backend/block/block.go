package block

import "github.com/qgraph/qgraph/graph"

// DefaultSize is the default size, in bytes, of a device's drive.
const DefaultSize = 1 << 20

// Drive is the need of a device with a drive: its property "drive" names a
// backend, by default a [Null] of [DefaultSize].
var Drive = graph.NewNeed("drive", "drive", Null(DefaultSize))

// Null is a drive of size bytes that discards writes and reads as zero.
func Null(size int64) graph.Backend {
	return graph.Backend{
		Kind: graph.Blockdev,
		Type: "null-co",
		Props: []graph.Prop{
			{Name: "size", Value: graph.Int(size)},
			graph.P("read-zeroes", "on"),
		},
	}
}

// File is a drive of size bytes, initially zero, in a file of the test's own.
func File(size int64) graph.Backend {
	return graph.Backend{
		Kind: graph.Blockdev,
		Type: "raw",
		Props: []graph.Prop{
			graph.P("file.driver", "file"),
			{Name: "file.filename", Value: graph.File()},
		},
		File: size,
	}
}
