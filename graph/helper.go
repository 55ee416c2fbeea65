package graph

import (
	"context"
	"io"
)

// Helper is a process beside QEMU that serves a backend: a program that comes with
// QEMU, as qemu-storage-daemon. It runs in QEMU's folder. It is started before QEMU,
// which starts once the helper listens on the backend's socket, and ended after it.
//
//	graph.Backend{
//		Kind: graph.Chardev, Type: "socket",
//		Props: []graph.Prop{{Name: "path", Value: graph.Socket()}},
//		File:  64 << 20,
//		Helper: &graph.Helper{Program: "qemu-storage-daemon", Options: []graph.Option{
//			{Flag: "--blockdev", Props: []graph.Prop{graph.P("driver", "file"), graph.P("node-name", "disk"), {Name: "filename", Value: graph.File()}}},
//			{Flag: "--export", Type: "vhost-user-blk", Props: []graph.Prop{
//				graph.P("id", "export"), graph.P("node-name", "disk"), graph.P("addr.type", "unix"), {Name: "addr.path", Value: graph.Socket()},
//			}},
//		}},
//	}
type Helper struct {
	Program string   // its file name, in the folder of QEMU's own program
	Options []Option // with File and Socket as those of the backend
}

// ServeFunc starts the test's own server of a backend with a listener: see Serve of
// package run, which makes one.
type ServeFunc func(ctx context.Context, listener io.Closer) (io.Closer, error)
