package ethernet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// MaxFrame is the longest frame, in bytes, that fits through a [Socket]: it is
// the size of QEMU's buffer.
const MaxFrame = 4096 + 65536

// Peer is the far end of a [Socket]. It may be used by one sender and one
// receiver at a time.
type Peer struct {
	conn net.Conn
	room []byte                      // for a received frame
	gone <-chan struct{}             // closed when QEMU has ended, which a datagram socket does not report
	sync func(context.Context) error // waits, before a frame goes either way, until earlier requests to QEMU have taken effect
}

// Attach returns the peer of the path's network device.
func Attach(env *run.Env) (*Peer, error) { return AttachTo(env, Netdev) }

// AttachTo returns the peer of a backend, which must be a [Socket].
func AttachTo(env *run.Env, backend graph.BackendKey) (*Peer, error) {
	return run.FarEnd(env, backend, attach)
}

func attach(env *run.Env, backend graph.BackendKey) (*Peer, error) {
	f, err := env.Channel(backend)
	if err != nil {
		return nil, fmt.Errorf("ethernet: attach: %w", err)
	}
	p, err := NewPeer(f, env.QEMU.Done())
	if err != nil {
		return nil, err
	}
	if p.conn, err = env.Noted(backend, p.conn); err != nil {
		return nil, fmt.Errorf("ethernet: attach: %w", err)
	}
	p.sync = env.QEMU.Sync
	return p, nil
}

// NewPeer returns the peer that speaks over a copy of the datagram socket f, which
// the caller must still close. The channel gone is closed when the other end has
// ended.
func NewPeer(f *os.File, gone <-chan struct{}) (*Peer, error) {
	conn, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("ethernet: attach: %w", err)
	}
	return &Peer{conn: conn, gone: gone, sync: func(context.Context) error { return nil }}, nil
}

// Close closes the peer's end; QEMU's device then has no link partner.
func (p *Peer) Close() error { return p.conn.Close() }

// Send sends one frame. QEMU does not read while its device has no room. Send
// then waits until ctx ends or [qtest.DefaultWaitTimeout] has passed.
func (p *Peer) Send(ctx context.Context, frame []byte) error {
	if len(frame) == 0 || len(frame) > MaxFrame {
		return fmt.Errorf("ethernet: send %d bytes: want a frame of 1 to %d bytes", len(frame), MaxFrame)
	}
	err := p.within(ctx, "room to send a frame", p.conn.SetWriteDeadline, func() error {
		_, err := p.conn.Write(frame)
		return err
	})
	if err != nil {
		return fmt.Errorf("ethernet: send %d bytes: %w", len(frame), err)
	}
	return nil
}

// Receive returns the next frame. It waits in real time, until ctx ends or
// [qtest.DefaultWaitTimeout] has passed; a device that sends only when its
// virtual clock advances must be stepped by the caller.
func (p *Peer) Receive(ctx context.Context) ([]byte, error) {
	if p.room == nil {
		// One more byte, to detect a frame that is too long instead of cutting
		// it.
		p.room = make([]byte, MaxFrame+1)
	}
	frame := p.room
	var n int
	err := p.within(ctx, "a frame", p.conn.SetReadDeadline, func() (err error) {
		n, err = p.conn.Read(frame)
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("ethernet: receive: %w", err)
	case n > MaxFrame:
		return nil, fmt.Errorf("ethernet: receive: got a frame of more than %d bytes", MaxFrame)
	}
	return bytes.Clone(frame[:n]), nil
}

// announces reports whether a frame is a Reverse ARP one.
func announces(frame []byte) bool {
	f, err := Parse(frame)
	return err == nil && f.Type == RARP
}

// ReceiveData is [Peer.Receive] without the frames with which QEMU, not the guest, tells
// the network where a migrated machine is ("announce-rounds" in QEMU's QMP reference).
func (p *Peer) ReceiveData(ctx context.Context) ([]byte, error) {
	for {
		frame, err := p.Receive(ctx)
		if err != nil {
			return nil, err
		}
		if !announces(frame) {
			return frame, nil
		}
	}
}

// ErrGone means that QEMU has ended.
var ErrGone = errors.New("QEMU has ended")

// within runs an operation with a deadline, set by setDeadline, and cancels it
// when ctx or QEMU ends.
func (p *Peer) within(ctx context.Context, what string, setDeadline func(time.Time) error, operation func() error) error {
	start := time.Now()
	deadline := start.Add(qtest.DefaultWaitTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := p.sync(ctx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := setDeadline(deadline); err != nil {
		return err
	}
	var why error // the operation was woken; nil: it was its deadline
	over, woken := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(woken)
		select {
		case <-over:
			return
		case <-p.gone:
			why = ErrGone
		case <-ctx.Done():
			why = ctx.Err()
		}
		_ = setDeadline(time.Unix(1, 0)) // in the past: that wakes the operation
	}()
	err := operation()
	close(over)
	<-woken // else it would end the next operation
	switch {
	case !errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case why != nil && !errors.Is(why, context.DeadlineExceeded):
		return why
	}
	return &qtest.TimeoutError{Channel: "ethernet", Awaited: what, After: time.Since(start)}
}
