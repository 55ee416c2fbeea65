package run

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// Serve returns, for [graph.Backend.Serve], a function that starts the test's own
// server of a backend; the test gets the server by [Server]. QEMU starts once start has
// returned, and may wait for the server's answers before it answers the test: start
// accepts connections on a goroutine of its own. The server serves until Close, which
// is called after QEMU has ended and the listener is closed. Its error fails the path.
// The context ends with the path.
//
//	var chardev = graph.Backend{
//		Kind: graph.Chardev, Type: "socket", Props: []graph.Prop{{Name: "path", Value: graph.Socket()}},
//		Channel: graph.TestListens,
//		Serve:   run.Serve(func(ctx context.Context, l *net.UnixListener) (*Server, error) { … }),
//	}
func Serve[S io.Closer](start func(ctx context.Context, l *net.UnixListener) (S, error)) graph.ServeFunc {
	return func(ctx context.Context, listener io.Closer) (io.Closer, error) {
		l, ok := listener.(*net.UnixListener)
		if !ok {
			return nil, fmt.Errorf("run: serve: got a listener of type %T, want %T", listener, l)
		}
		return start(ctx, l)
	}
}

// Observed is a server of the test's that reports each message that it receives or sends, and
// each change of QEMU's memory, in a line, as Observe of libqos/protocol/vhostuser writes it. The transcript of the path has
// them, and a replay without the test does the same from them.
type Observed interface {
	// Observe is called before QEMU connects. The note must not wait for the server.
	Observe(note func(text string))
}

// Server returns the test's server of a backend, which [Serve] has started.
func Server[S io.Closer](env *Env, k graph.BackendKey) (server S, err error) {
	started, ok := env.peers.Servers[k.Name()]
	if !ok {
		return server, fmt.Errorf("run: no backend %q with a server on this path", k.Name())
	}
	if server, ok = started.(S); !ok {
		return server, fmt.Errorf("run: the server of backend %q is of type %T, want %T", k.Name(), started, server)
	}
	return server, nil
}

// Listener returns the socket on which the test listens for QEMU. It stays open until
// the path ends. The test of a backend with a server does not need it.
func (e *Env) Listener(k graph.BackendKey) (*net.UnixListener, error) {
	l := e.peers.Listeners[k.Name()]
	if l == nil {
		return nil, fmt.Errorf("run: no backend %q on this path for which the test listens", k.Name())
	}
	return l, nil
}

// Dial connects to the socket on which QEMU, or the helper of the backend, listens. The
// caller closes the connection.
func (e *Env) Dial(ctx context.Context, k graph.BackendKey) (*net.UnixConn, error) {
	use, err := e.Backend(k)
	if err != nil {
		return nil, err
	}
	if use.Socket == "" || use.Backend.Channel == graph.TestListens {
		return nil, fmt.Errorf("run: nothing listens on a socket of backend %q for the test", k.Name())
	}
	var conn net.Conn
	err = InFolder(e.Dir, func(folder string) (err error) {
		conn, err = new(net.Dialer).DialContext(ctx, "unix", filepath.Join(folder, use.Socket))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("run: connect to backend %q: %w", k.Name(), err)
	}
	return conn.(*net.UnixConn), nil
}

// Helper returns the process that serves a backend. A test may kill it: then its end
// does not fail the path.
func (e *Env) Helper(k graph.BackendKey) (*qtest.Helper, error) {
	h := e.peers.Helpers[k.Name()]
	if h == nil {
		return nil, fmt.Errorf("run: no backend %q with a helper on this path", k.Name())
	}
	return h, nil
}
