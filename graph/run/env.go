package run

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// Env is the environment of constructors and tests while a path runs.
type Env struct {
	QEMU    *qtest.QEMU
	Dir     string // scratch folder: QEMU's working directory
	command *graph.CommandLine
	peers   Peers
	ends    []end
	moves   []move
	carrier qtest.Through
}

// Peers holds the other sides of backends, by the backend's name.
type Peers struct {
	Channels  map[string]*os.File          // the test's ends of socket pairs
	Listeners map[string]*net.UnixListener // of [graph.TestListens]
	Servers   map[string]io.Closer         // of [graph.Backend.Serve]
	Helpers   map[string]*qtest.Helper     // of [graph.Backend.Helper]

	// Note gets all bytes that pass through a channel that is [Env.Noted], as text. If it is nil, nobody does.
	Note func(use graph.BackendUse, text string)
}

type move func(ctx context.Context, to *Env) (arrive func() error, err error)

type end struct {
	name  string
	check func(context.Context) error
}

// The graph gives out the numbers by which QEMU inherits descriptors.
var _ [0]struct{} = [graph.FirstDescriptor - qtest.FirstFile]struct{}{}

// NewEnv returns an environment for a QEMU that runs cmd in dir, with the other sides
// of its backends. These stay the caller's to close.
func NewEnv(q *qtest.QEMU, dir string, cmd *graph.CommandLine, peers Peers) *Env {
	return &Env{QEMU: q, Dir: dir, command: cmd, peers: peers}
}

// CommandLine returns the command line that QEMU was started with.
func (e *Env) CommandLine() *graph.CommandLine { return e.command }

// Version returns QEMU's version, the zero Version without a QEMU.
func (e *Env) Version() graph.Version {
	if e.QEMU == nil {
		return graph.Version{}
	}
	v := e.QEMU.QMP().Version()
	return graph.Version{Major: v.Major, Minor: v.Minor, Micro: v.Micro}
}

// MachineVersion returns the version of QEMU whose machine this one emulates: its own, unless the path is pinned to an
// older machine.
func (e *Env) MachineVersion() graph.Version {
	if e.command != nil && e.command.MachineVersion() != (graph.Version{}) {
		return e.command.MachineVersion()
	}
	return e.Version()
}

// Backend returns the backend that a key names.
func (e *Env) Backend(k graph.BackendKey) (graph.BackendUse, error) {
	b, ok := e.command.Backend(k)
	if !ok {
		return graph.BackendUse{}, fmt.Errorf("run: no backend %q on this path", k.Name())
	}
	return b, nil
}

// Channel returns the test's end of a backend's socket pair. It stays open
// until the path ends.
func (e *Env) Channel(k graph.BackendKey) (*os.File, error) {
	f := e.peers.Channels[k.Name()]
	if f == nil {
		return nil, fmt.Errorf("run: no backend %q with a channel on this path", k.Name())
	}
	return f, nil
}

// Noted returns a connection that is the test's end of a backend's socket pair, with
// everything that passes through it written down: a replay without the test does the same.
func (e *Env) Noted(k graph.BackendKey, c net.Conn) (net.Conn, error) {
	use, err := e.Backend(k)
	if err != nil || e.peers.Note == nil {
		return c, err
	}
	return noted{c, func(text string) { e.peers.Note(use, text) }}, nil
}

// noted is a connection that writes down all bytes that pass.
type noted struct {
	net.Conn
	note func(text string)
}

// Write writes it down first: QEMU may answer before it returns.
func (o noted) Write(b []byte) (int, error) {
	if len(b) > 0 {
		o.note("sends " + hex.EncodeToString(b))
	}
	return o.Conn.Write(b)
}

// Read writes the bytes down after it has read them.
func (o noted) Read(b []byte) (int, error) {
	n, err := o.Conn.Read(b)
	if n > 0 {
		o.note("receives " + hex.EncodeToString(b[:n]))
	}
	return n, err
}

// OnMove registers what an object needs when the machine moves to another QEMU
// ([Env.Migrate]). The function prepare is called before, while the other QEMU waits for
// the machine; it returns a function that is called when the machine has arrived: from
// then on the object uses the other QEMU. Objects are moved in the order in which they
// were registered.
func (e *Env) OnMove(prepare func(ctx context.Context, to *Env) (arrive func() error, err error)) {
	e.moves = append(e.moves, prepare)
}

// AtEnd registers check, to be called while QEMU still runs, after the test has
// returned and its clean-ups are done. The last registered check is called first.
// An error fails the path. It is for invariants, such as that all guest memory was
// given back.
func (e *Env) AtEnd(name string, check func(context.Context) error) {
	e.ends = append(e.ends, end{name, check})
}
