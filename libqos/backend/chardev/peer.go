package chardev

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// Chardev returns the need of a serial device: its property prop names a backend,
// by default a [Socket]. The need has the name of the property.
func Chardev(prop string) graph.Need { return graph.NewNeed(prop, prop, Socket()) }

// Socket is a backend that passes bytes over a socket pair; [Attach] makes the
// test's end a [Peer].
func Socket() graph.Backend {
	return graph.Backend{
		Kind:    graph.Chardev,
		Type:    "socket",
		Props:   []graph.Prop{{Name: "fd", Value: graph.FD()}},
		Channel: graph.Stream,
	}
}

// Peer is the far end of a [Socket].
type Peer struct {
	name string
	conn net.Conn
	sync func(context.Context) error // waits, before bytes go either way, until earlier requests to QEMU have taken effect
}

// Attach returns the peer of a backend, which must be a [Socket].
func Attach(env *run.Env, backend graph.BackendKey) (*Peer, error) {
	return run.FarEnd(env, backend, attach)
}

func attach(env *run.Env, backend graph.BackendKey) (*Peer, error) {
	f, err := env.Channel(backend)
	if err != nil {
		return nil, fmt.Errorf("chardev: attach: %w", err)
	}
	p, err := NewPeer(backend.Name(), f)
	if err != nil {
		return nil, err
	}
	if p.conn, err = env.Noted(backend, p.conn); err != nil {
		return nil, fmt.Errorf("chardev: attach: %w", err)
	}
	p.sync = env.QEMU.Sync
	return p, nil
}

// NewPeer returns the peer that speaks over a copy of the stream socket f, which
// the caller must still close. The name is for errors.
func NewPeer(name string, f *os.File) (*Peer, error) {
	conn, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("chardev: attach %s: %w", name, err)
	}
	return &Peer{name, conn, func(context.Context) error { return nil }}, nil
}

// Close closes the peer's end.
func (p *Peer) Close() error { return p.conn.Close() }

// Send sends bytes. QEMU does not read while its device has no room. Send then
// waits until ctx ends or [qtest.DefaultWaitTimeout] has passed.
func (p *Peer) Send(ctx context.Context, b []byte) error {
	err := p.within(ctx, "room to send", p.conn.SetWriteDeadline, func() error {
		_, err := p.conn.Write(b)
		return err
	})
	if err != nil {
		return fmt.Errorf("chardev: send %d bytes to %s: %w", len(b), p.name, err)
	}
	return nil
}

// Receive returns the next n bytes. It waits in real time, until ctx ends or
// [qtest.DefaultWaitTimeout] has passed. With an error it returns the bytes
// received so far.
func (p *Peer) Receive(ctx context.Context, n int) ([]byte, error) {
	b := make([]byte, n)
	var got int
	err := p.within(ctx, fmt.Sprintf("%d bytes", n), p.conn.SetReadDeadline, func() (err error) {
		got, err = io.ReadFull(p.conn, b)
		return err
	})
	if err != nil {
		return b[:got], fmt.Errorf("chardev: receive from %s: %w", p.name, err)
	}
	return b, nil
}

// within runs an operation with a deadline, set by setDeadline, and cancels it
// when ctx ends.
func (p *Peer) within(ctx context.Context, what string, setDeadline func(time.Time) error, operation func() error) error {
	start := time.Now()
	deadline := start.Add(qtest.DefaultWaitTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := p.sync(ctx); err != nil {
		return err
	}
	if err := setDeadline(deadline); err != nil {
		return err
	}
	woken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = setDeadline(time.Unix(1, 0)) // in the past: that wakes the operation
		close(woken)
	})
	err := operation()
	if !stop() {
		<-woken // else it would end the next operation
	}
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return &qtest.TimeoutError{Channel: "chardev", Awaited: what, After: time.Since(start)}
}
