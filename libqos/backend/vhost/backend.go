package vhost

import (
	"context"
	"fmt"
	"io"
	"net"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// Chardev is the need of a vhost-user device for a back end. By default the test
// serves it, with the device that describe returns.
func Chardev(describe func() vhostuser.Device) graph.Need {
	return graph.NewNeed("vhost-user", "chardev", Socket(describe))
}

// Socket is a back end that the test serves with the device that describe returns,
// for each path anew. QEMU connects to it; props are more properties of QEMU's side.
func Socket(describe func() vhostuser.Device, props ...graph.Prop) graph.Backend {
	return socket(props, func() (*vhostuser.Server, *vhostuser.Server, error) {
		s, err := vhostuser.New(describe())
		return s, s, err
	})
}

// socket is a back end with a server of type S, which has a vhostuser.Server.
func socket[S io.Closer](props []graph.Prop, start func() (S, *vhostuser.Server, error)) graph.Backend {
	return graph.Backend{
		Kind:    graph.Chardev,
		Type:    "socket",
		Props:   append([]graph.Prop{{Name: "path", Value: graph.Socket()}}, props...),
		Channel: graph.TestListens,
		Serve: run.Serve(func(_ context.Context, l *net.UnixListener) (S, error) {
			s, server, err := start()
			if err == nil {
				server.Listen(l)
			}
			return s, err
		}),
	}
}

// Lost are the complaints about a back end that is gone, or breaks the protocol.
func Lost() graph.Complaint {
	return graph.Complaint{
		Kind: graph.ErrorMessage,
		Text: `msg|vhost|end-of-file|Reconnecting|status to 0 failed`,
		Why:  "The back end is gone, or has broken the protocol.",
	}
}

// Attach returns the server of a back end.
func Attach(env *run.Env, backend graph.BackendKey) (*vhostuser.Server, error) {
	s, err := run.Server[*vhostuser.Server](env, backend)
	if err != nil {
		return nil, fmt.Errorf("vhost: attach: %w", err)
	}
	s.SyncWith(env.QEMU.Sync)
	return s, nil
}
