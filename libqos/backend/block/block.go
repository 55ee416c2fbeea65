package block

import "github.com/qgraph/qgraph/graph"

// DefaultSize is the size in bytes of the drive that a device has unless its
// test says otherwise.
const DefaultSize = 1 << 20

// Drive is the need of a device with a drive: its property "drive" names a
// backend, by default a [Null] of [DefaultSize].
var Drive = graph.NewNeed("drive", "drive", Null(DefaultSize))

// Null is a drive of size bytes that forgets what is written and reads as zero.
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

// File is a drive of size bytes, all zero at first, in a file that belongs to the
// test.
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
