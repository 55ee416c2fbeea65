package ethernet

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// MaxFrame is the longest frame, in bytes, that goes through a [Socket]: more
// is taken for garbage by QEMU's end and, so, by this one.
const MaxFrame = 4096 + 65536

// Peer is the far end of a [Socket]. It may be used by one sender and one
// receiver at a time.
type Peer struct {
	conn    net.Conn
	pending []byte // of an incomplete frame
	broken  error  // a frame was sent in part: what follows would be misread
}

// Attach returns the peer of the path's network device.
func Attach(env *graph.Env) (*Peer, error) { return AttachTo(env, Need) }

// AttachTo returns the peer of the backend with that name, which must be a
// [Socket].
func AttachTo(env *graph.Env, backend string) (*Peer, error) {
	f, err := env.Channel(backend)
	if err != nil {
		return nil, fmt.Errorf("ethernet: attach: %w", err)
	}
	p, err := NewPeer(f)
	if err != nil {
		return nil, err
	}
	env.AtEnd("close the far end of "+backend, func(context.Context) error { return p.Close() })
	return p, nil
}

// NewPeer returns the peer that speaks over a copy of the stream socket f,
// which stays the caller's to close.
func NewPeer(f *os.File) (*Peer, error) {
	conn, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("ethernet: attach: %w", err)
	}
	return &Peer{conn: conn}, nil
}

// Close closes the peer's end; QEMU's device then has no link partner.
func (p *Peer) Close() error { return p.conn.Close() }

// Send sends one frame. It waits while QEMU does not read, as it does while its
// device has no room, until ctx ends or [qtest.DefaultWaitTimeout] has passed.
func (p *Peer) Send(ctx context.Context, frame []byte) error {
	if p.broken != nil {
		return fmt.Errorf("ethernet: send %d bytes: the frame before went out in part: %w", len(frame), p.broken)
	}
	if len(frame) > MaxFrame {
		return fmt.Errorf("ethernet: send %d bytes: a frame has at most %d", len(frame), MaxFrame)
	}
	message := binary.BigEndian.AppendUint32(nil, uint32(len(frame)))
	message = append(message, frame...)
	var sent int
	err := p.within(ctx, "room to send a frame", p.conn.SetWriteDeadline, func() (err error) {
		sent, err = p.conn.Write(message)
		return err
	})
	if err != nil {
		if sent > 0 {
			p.broken = err
		}
		return fmt.Errorf("ethernet: send %d bytes: %w", len(frame), err)
	}
	return nil
}

// Receive returns the next frame. It waits in real time, until ctx ends or
// [qtest.DefaultWaitTimeout] has passed; a device that sends only when its
// virtual clock advances must be stepped by the caller.
func (p *Peer) Receive(ctx context.Context) ([]byte, error) {
	header, err := p.fill(ctx, 4)
	if err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint32(header))
	if n > MaxFrame {
		return nil, fmt.Errorf("ethernet: receive: a frame of %d bytes is announced, at most %d can come", n, MaxFrame)
	}
	message, err := p.fill(ctx, 4+n)
	if err != nil {
		return nil, err
	}
	p.pending = nil
	return message[4:], nil
}

// fill returns the n bytes that begin the next message. What came in time is
// kept when the rest does not.
func (p *Peer) fill(ctx context.Context, n int) ([]byte, error) {
	err := p.within(ctx, "a frame", p.conn.SetReadDeadline, func() error {
		for len(p.pending) < n {
			chunk := make([]byte, n-len(p.pending))
			got, err := p.conn.Read(chunk)
			p.pending = append(p.pending, chunk[:got]...)
			if errors.Is(err, io.EOF) && len(p.pending) > 0 {
				return io.ErrUnexpectedEOF
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ethernet: receive: %w", err)
	}
	return p.pending, nil
}

// within runs an operation that setDeadline limits and ctx ends.
func (p *Peer) within(ctx context.Context, what string, setDeadline func(time.Time) error, operation func() error) error {
	start := time.Now()
	deadline := start.Add(qtest.DefaultWaitTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := setDeadline(deadline); err != nil {
		return err
	}
	woken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		setDeadline(time.Unix(1, 0)) // in the past: that wakes the operation
		close(woken)
	})
	err := operation()
	if !stop() {
		<-woken // else it would end the next operation
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return &qtest.TimeoutError{Channel: "ethernet", Awaited: what, After: time.Since(start)}
}
