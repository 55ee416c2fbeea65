package ivshmem

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
)

// Size is the size of the memory in bytes.
const Size = 1 << 20

// Vectors is the number of vectors that the server gives each client that connects.
const Vectors = 4

// Memory is the need of a device that shares a memory alone: a file of [Size] bytes, which is zero at
// first, and which [Map] maps.
var Memory = graph.NewNeed("shared-memory", "memdev", graph.Backend{
	Kind: graph.Object, Type: "memory-backend-file", File: Size,
	Props: []graph.Prop{{Name: "size", Value: graph.Int(Size)}, {Name: "mem-path", Value: graph.File()}, graph.P("share", "on")},
})

// Chardev is the need of a device with a server, which the test has.
var Chardev = graph.NewNeed("ivshmem-server", "chardev", graph.Backend{
	Kind: graph.Chardev, Type: "socket", Props: []graph.Prop{{Name: "path", Value: graph.Socket()}},
	Channel: graph.TestListens,
	Serve: run.Serve(func(_ context.Context, l *net.UnixListener) (*Server, error) {
		return newServer(l)
	}),
})

// ManyVectors is QEMU's complaint about [Server.Settle].
func ManyVectors() graph.Complaint {
	return graph.Complaint{
		Kind: graph.ErrorMessage, Text: "Too many eventfd received, device has [0-9]+ vectors",
		Why: "The server sends one more to learn when it is closed; the specification has a client close it.",
	}
}

// Map maps the memory of a [Memory]. It stays mapped until the path ends.
func Map(env *run.Env) ([]byte, error) {
	use, err := env.Backend(Memory)
	if err != nil {
		return nil, fmt.Errorf("ivshmem: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(env.Dir, use.File), os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("ivshmem: %w", err)
	}
	defer func() { _ = f.Close() }()
	p, err := mapFile(f)
	if err == nil {
		env.AtEnd("unmap the shared memory", func(context.Context) error { return unix.Munmap(p) })
	}
	return p, err
}

func mapFile(f *os.File) ([]byte, error) {
	p, err := unix.Mmap(int(f.Fd()), 0, Size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("ivshmem: map the memory: %w", err)
	}
	return p, nil
}

// Attach returns the server of a device that has the need [Chardev].
func Attach(env *run.Env) (*Server, error) { return run.Server[*Server](env, Chardev) }

// Path returns the name of the socket on which the server listens, for a further device of the QEMU to.
func Path(env, to *run.Env) (string, error) {
	use, err := env.Backend(Chardev)
	if err != nil {
		return "", fmt.Errorf("ivshmem: %w", err)
	}
	name, err := filepath.Rel(to.Dir, filepath.Join(env.Dir, use.Socket))
	if err != nil {
		return "", fmt.Errorf("ivshmem: %w", err)
	}
	return name, nil
}
