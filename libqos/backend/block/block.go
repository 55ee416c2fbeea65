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

// ExportSerial is the serial number of a drive that the storage daemon exports.
const ExportSerial = "vhost_user_blk"

// Export is the back end of a vhost-user block device with that many queues: a drive of
// size bytes, initially zero, in a file of the test's own, which the storage daemon
// exports (QEMU, docs/tools/qemu-storage-daemon.rst).
func Export(size int64, queues int64) graph.Backend {
	const name = "disk" // of the daemon's block node
	return graph.Backend{
		Kind:  graph.Chardev,
		Type:  "socket",
		Props: []graph.Prop{{Name: "path", Value: graph.Socket()}},
		File:  size,
		Helper: &graph.Helper{Program: "qemu-storage-daemon", Options: []graph.Option{
			{Flag: "--blockdev", Props: []graph.Prop{
				graph.P("driver", "file"), graph.P("node-name", name), {Name: "filename", Value: graph.File()},
			}},
			{Flag: "--export", Type: "vhost-user-blk", ID: "export", Props: []graph.Prop{
				graph.P("node-name", name), graph.P("writable", "on"), graph.P("addr.type", "unix"), {Name: "addr.path", Value: graph.Socket()},
				{Name: "num-queues", Value: graph.Int(queues)},
			}},
		}},
	}
}

// Remote is a drive of size bytes, initially zero, in a file of the test's own, which
// another process serves to QEMU over a socket: the storage daemon, by the NBD protocol
// (QEMU, docs/interop/nbd.rst and docs/tools/qemu-storage-daemon.rst).
func Remote(size int64) graph.Backend {
	const name = "disk" // of the daemon's block node, and of the export
	return graph.Backend{
		Kind: graph.Blockdev,
		Type: "nbd",
		Props: []graph.Prop{
			graph.P("server.type", "unix"),
			{Name: "server.path", Value: graph.Socket()},
			graph.P("export", name),
		},
		File: size,
		Helper: &graph.Helper{Program: "qemu-storage-daemon", Options: []graph.Option{
			{Flag: "--blockdev", Props: []graph.Prop{
				graph.P("driver", "file"), graph.P("node-name", name), {Name: "filename", Value: graph.File()},
			}},
			{Flag: "--nbd-server", Props: []graph.Prop{graph.P("addr.type", "unix"), {Name: "addr.path", Value: graph.Socket()}}},
			{Flag: "--export", Type: "nbd", ID: "export", Props: []graph.Prop{
				graph.P("node-name", name), graph.P("name", name), graph.P("writable", "on"),
			}},
		}},
	}
}
