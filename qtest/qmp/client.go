package qmp

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// DefaultCommandTimeout limits a command or a wait if neither the context nor the options have a nearer limit.
const DefaultCommandTimeout = 30 * time.Second

// DefaultMaxMessage is the longest message accepted by default, in bytes. The longest of QEMU itself, the schema, is
// under 1 MiB.
const DefaultMaxMessage = 64 << 20

// Observer sees every message as it goes over the wire.
//
// Calls come from several goroutines; those of one direction come in order. The slice is valid only during the call,
// which must not block for long nor use the Client.
type Observer interface {
	QMPSent(at time.Time, message []byte)     // one JSON object, without a line end
	QMPReceived(at time.Time, message []byte) // one JSON object, without a line end
}

// Options say how a Client behaves. The zero value is useful.
type Options struct {
	CommandTimeout time.Duration // limit of a command or a WaitEvent when ctx has no nearer deadline; 0 = DefaultCommandTimeout
	MaxMessage     int           // longest message accepted, in bytes; 0 = DefaultMaxMessage
	Observer       Observer      // nil = none

	// Before, if not nil, is called before a command is sent or an event is awaited, and its error returned. It completes
	// actions that must have taken effect by then.
	Before func(ctx context.Context) error

	// Explain, if not nil, says why the connection was lost: it returns the error of the command under way. while names
	// the awaited reply or event.
	Explain func(ctx context.Context, while string, err error) error
}

// Client is one QMP session. Its methods may be called by several goroutines.
type Client struct {
	link     *wire.Link
	opts     Options
	version  Version
	greeting chan Version  // holds the greeting once received
	received chan struct{} // closed when nothing more will be read
	lastID   atomic.Uint64

	mu      sync.Mutex
	greeted bool
	pending map[uint64]chan<- outcome
	subs    map[*Subscription]bool
	lost    error // why nothing more will come
}

// outcome is the result or the error of one command.
type outcome struct {
	reply reply
	err   error
}

// NewClient takes ownership of conn, waits for the greeting and leaves capabilities negotiation mode.
func NewClient(ctx context.Context, conn net.Conn, opts Options) (*Client, error) {
	if opts.CommandTimeout == 0 {
		opts.CommandTimeout = DefaultCommandTimeout
	}
	if opts.MaxMessage == 0 {
		opts.MaxMessage = DefaultMaxMessage
	}
	if opts.Explain == nil {
		opts.Explain = func(_ context.Context, while string, err error) error { return fmt.Errorf("%w while %s", err, while) }
	}
	c := &Client{
		link:     wire.NewLink("qmp", conn),
		opts:     opts,
		greeting: make(chan Version, 1),
		received: make(chan struct{}),
		pending:  make(map[uint64]chan<- outcome),
		subs:     make(map[*Subscription]bool),
	}
	go c.receive()
	if err := c.negotiate(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) negotiate(ctx context.Context) error {
	start := time.Now()
	limited, cancel := context.WithTimeout(ctx, c.opts.CommandTimeout)
	defer cancel()
	select {
	case c.version = <-c.greeting:
	case <-c.received:
		return c.failed(limited, "QEMU's greeting", start, c.lost)
	case <-limited.Done():
		return c.failed(limited, "QEMU's greeting", start, limited.Err())
	}
	_, err := Execute[Empty](ctx, c, "qmp_capabilities", NoArgs{})
	return err
}

// Version is QEMU's version as its greeting has it.
func (c *Client) Version() Version { return c.version }

// Done is closed when the connection has ended and all received messages have been handled.
func (c *Client) Done() <-chan struct{} { return c.received }

// Close closes the connection and waits until its goroutine has ended. Commands and waits under way fail.
func (c *Client) Close() error {
	err := c.link.Close()
	<-c.received
	return err
}

// receive reads until the connection ends, then fails the unanswered commands.
func (c *Client) receive() {
	defer close(c.received)
	err := c.link.Receive(func() int { return c.opts.MaxMessage }, c.handle)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = err
	for _, answered := range c.pending {
		answered <- outcome{err: err}
	}
	clear(c.pending)
}

// handle takes one line from QEMU.
func (c *Client) handle(line []byte) error {
	if c.opts.Observer != nil {
		c.opts.Observer.QMPReceived(time.Now(), line)
	}
	m, err := parseMessage(line)
	if err != nil {
		return &ProtocolError{Channel: "qmp", Reason: "not a QMP message", Got: wire.Quote(line), Err: err}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.greeting != nil:
		if c.greeted {
			return &ProtocolError{Channel: "qmp", Reason: "second greeting", Got: wire.Quote(line)}
		}
		c.greeted = true
		c.greeting <- *m.greeting
	case m.event != nil:
		for s := range c.subs {
			s.add(*m.event)
		}
	case m.reply != nil:
		answered, found := c.pending[m.reply.id]
		if !found {
			return &ProtocolError{Channel: "qmp", Reason: "reply to no command", Got: wire.Quote(line)}
		}
		delete(c.pending, m.reply.id)
		answered <- outcome{reply: *m.reply}
	}
	return nil
}

// failed turns the error of a wait for awaited into the caller's error.
func (c *Client) failed(ctx context.Context, awaited string, start time.Time, err error) error {
	if ctx.Err() != nil {
		return wire.Interrupted(ctx, "qmp", awaited, start)
	}
	return c.opts.Explain(ctx, "waiting for "+awaited, err)
}
