package qtest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// DefaultCommandTimeout is the limit of a single command where neither the context nor the configuration has a nearer one.
const DefaultCommandTimeout = 30 * time.Second

// ConnConfig says how a Conn behaves. The zero value is useful.
type ConnConfig struct {
	CommandTimeout time.Duration // limit of a single command when ctx has no nearer deadline; 0 = DefaultCommandTimeout
	Observer       Observer      // sees every line; nil = none
}

// Conn speaks the qtest protocol over one connection.
//
// Its methods may be called by several goroutines; requests then reach QEMU one after the other, in an order of their
// own. A goroutine of the Conn reads all that QEMU says, so that interrupt lines are noted even when nobody asks.
// A command that timed out leaves the Conn usable: its reply is passed over when it comes.
type Conn struct {
	link     *wire.Link
	limit    time.Duration
	observer Observer
	explain  func(ctx context.Context, while string, err error) error // says why the connection is lost
	received chan struct{}                                            // closed when nothing more will be read

	mu      sync.Mutex
	pending []*call // sent and unanswered, oldest first
	lost    error   // why there will be no more replies
	lines   map[int]irqLine
}

// call is one request on its way.
type call struct {
	request string                              // abbreviated, for errors
	limit   int                                 // longest reply that makes sense, in bytes
	deliver func(c *call, m message, err error) // called once, by the receiving goroutine; must not block
}

// NewConn speaks the qtest protocol over conn, which it owns from now on. Close ends it.
func NewConn(conn net.Conn, cfg ConnConfig) *Conn {
	asIs := func(_ context.Context, while string, err error) error { return fmt.Errorf("%w while %s", err, while) }
	return newConn(conn, cfg, asIs)
}

func newConn(conn net.Conn, cfg ConnConfig, explain func(context.Context, string, error) error) *Conn {
	c := &Conn{
		link:     wire.NewLink("qtest", conn),
		limit:    cfg.CommandTimeout,
		observer: cfg.Observer,
		explain:  explain,
		received: make(chan struct{}),
		lines:    make(map[int]irqLine),
	}
	if c.limit == 0 {
		c.limit = DefaultCommandTimeout
	}
	go c.receive()
	return c
}

// Close closes the connection and waits until its goroutine has ended. Commands in flight fail.
func (c *Conn) Close() error {
	err := c.link.Close()
	<-c.received
	return err
}

// receive reads until the connection ends, then fails what is still unanswered.
func (c *Conn) receive() {
	defer close(c.received)
	err := c.link.Receive(c.replyLimit, c.handle)
	c.mu.Lock()
	c.lost = err
	unanswered := c.pending
	c.pending = nil
	c.mu.Unlock()
	for _, call := range unanswered {
		call.deliver(call, message{}, err)
	}
}

// shortReply is enough for any line that carries no block of memory, in bytes.
const shortReply = 1 << 10

// replyLimit is how long the line may be that comes next.
func (c *Conn) replyLimit() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) == 0 {
		return shortReply
	}
	return max(shortReply, c.pending[0].limit)
}

// handle takes one line from QEMU.
func (c *Conn) handle(line []byte) error {
	m, err := parseMessage(line)
	if err != nil {
		return &ProtocolError{Channel: "qtest", Reason: err.Error(), Got: wire.Quote(line)}
	}
	if m.kind == messageIRQ {
		c.noteIRQ(m.n, m.high)
		return nil
	}
	if c.observer != nil {
		c.observer.QtestReceived(time.Now(), line)
	}
	c.mu.Lock()
	if len(c.pending) == 0 {
		c.mu.Unlock()
		return &ProtocolError{Channel: "qtest", Reason: "reply to no request", Got: wire.Quote(line)}
	}
	oldest := c.pending[0]
	c.pending[0] = nil
	c.pending = c.pending[1:]
	c.mu.Unlock()
	if m.kind == messageRefused {
		oldest.deliver(oldest, message{}, &ReplyError{Request: oldest.request, Reply: m.text})
	} else {
		oldest.deliver(oldest, m, nil)
	}
	return nil
}

// send writes the lines of data, which calls are the requests of.
func (c *Conn) send(ctx context.Context, data []byte, calls ...*call) error {
	return c.link.Send(ctx, data, nil, func() error {
		if err := c.enqueue(calls); err != nil {
			return err
		}
		if c.observer != nil {
			now := time.Now()
			for line := range bytes.Lines(data) {
				c.observer.QtestSent(ctx, now, bytes.TrimSuffix(line, []byte("\n")))
			}
		}
		return nil
	})
}

// enqueue notes that the next replies answer calls.
func (c *Conn) enqueue(calls []*call) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost != nil {
		return c.lost
	}
	c.pending = append(c.pending, calls...)
	return nil
}

// reply is what came of one call.
type reply struct {
	text string
	err  error
}

// exchange sends one request, a line without its end, and returns what its reply says after OK.
func (c *Conn) exchange(ctx context.Context, limit int, request []byte) (string, error) {
	start := time.Now()
	short := wire.Quote(request)
	answered := make(chan reply, 1)
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	err := c.send(ctx, append(request, '\n'), &call{
		request: short,
		limit:   limit,
		deliver: func(_ *call, m message, err error) { answered <- reply{m.text, err} },
	})
	if err == nil {
		select {
		case r := <-answered:
			if r.err == nil {
				return r.text, nil
			}
			err = r.err
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	return "", c.failed(ctx, replyTo(short), start, err)
}

func replyTo(request string) string { return fmt.Sprintf("the reply to %q", request) }

// failed turns the error of a wait for awaited into the one the caller is given.
func (c *Conn) failed(ctx context.Context, awaited string, start time.Time, err error) error {
	if isReply(err) {
		return err
	}
	if ctx.Err() != nil {
		return wire.Interrupted(ctx, "qtest", awaited, start)
	}
	return c.explain(ctx, "waiting for "+awaited, err)
}

// command is exchange for a request whose reply says nothing but OK.
func (c *Conn) command(ctx context.Context, request []byte) error {
	text, err := c.exchange(ctx, shortReply, request)
	if err != nil {
		return err
	}
	if text != "" {
		return badReply(request, text)
	}
	return nil
}

// badReply is the error of an OK whose value is not what the request asks for.
func badReply(request []byte, text string) error {
	return &ProtocolError{
		Channel: "qtest",
		Reason:  fmt.Sprintf("unexpected value in the reply to %q", wire.Quote(request)),
		Got:     wire.Quote([]byte(text)),
	}
}
