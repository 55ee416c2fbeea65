package qtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// DefaultCommandTimeout limits a single command if neither the context nor the configuration has a nearer limit.
const DefaultCommandTimeout = 30 * time.Second

// ConnConfig says how a Conn behaves. The zero value is useful.
type ConnConfig struct {
	// CommandTimeout is the longest time without a reply while one is awaited and ctx has no nearer deadline;
	// 0 = DefaultCommandTimeout.
	CommandTimeout time.Duration
	Observer       Observer // sees every line; nil = none

	// RealTime says that the virtual clock runs by itself, as under every accelerator but qtest: QEMU does not know
	// clock_step. Poll, Await and Pass then wait in real time, and ClockStep and its kin return ErrRealTime.
	RealTime bool
	// StepRefusal, if not nil, is the error of ClockStep, ClockStepNext and ClockSet: only Poll, Await and Pass move
	// the clock.
	StepRefusal error
}

// Conn speaks the qtest protocol over one connection.
//
// Requests with a value as reply (Read, In, ReadMemory, ClockStep, …) wait for it. All others (Write, Out, WriteMemory,
// Memset, SetIRQIn, …, and PostRead and its kin) are posted: they return at once, and go out with the next request that
// waits, in the order in which they were made. When QEMU refuses a posted request, the next call that waits returns the error, which names the
// request. Sync waits until QEMU has carried out all posted requests: call it before you look at QEMU by any other way
// than this Conn. The QMP session of a QEMU, IRQ and IRQCount do so themselves.
//
// Methods may be called by several goroutines; requests of different goroutines then reach QEMU one after the other, in
// an order of their own. A goroutine of the Conn reads everything that QEMU sends, so interrupt lines are noted even
// while no call waits. A command that timed out leaves the Conn usable: its late reply is skipped.
type Conn struct {
	link     *wire.Link
	limit    time.Duration
	observer Observer
	realTime bool
	refusal  error                                                    // of a step of the clock
	explain  func(ctx context.Context, while string, err error) error // says why the connection is lost
	received chan struct{}                                            // closed when nothing more will be read
	changed  chan struct{}                                            // holds a token when an interrupt line has changed

	mu      sync.Mutex
	posted  batch     // not sent yet
	pending []*call   // sent and unanswered, oldest first
	replied time.Time // when the last reply came
	replies int       // so far
	refused error     // of the first refused posted request that no call has returned yet
	stuck   bool      // a reply was given up and has not come since
	lost    error     // why there will be no more replies
	reached string    // the request under way when the connection was lost
	lines   map[int]irqLine
	counts  Counts
}

// call is one request on its way.
type call struct {
	ctx     context.Context // the caller's, for the Observer
	request string          // abbreviated, for errors
	limit   int             // longest reply that makes sense, in bytes

	accept  func(m message, err error) // called once, by the receiving goroutine; must not block
	settled chan struct{}              // closed after that; nil if no call waits
}

// batch holds requests that are sent together: their lines, and a call each.
type batch struct {
	data  []byte
	calls []*call
}

func (b *batch) add(request []byte, c *call) {
	b.data = append(append(b.data, request...), '\n')
	b.calls = append(b.calls, c)
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
		realTime: cfg.RealTime,
		refusal:  cfg.StepRefusal,
		explain:  explain,
		received: make(chan struct{}),
		changed:  make(chan struct{}, 1),
		lines:    make(map[int]irqLine),
		counts:   Counts{Verbs: make(map[string]int)},
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

// receive reads until the connection ends, then fails the unanswered requests.
func (c *Conn) receive() {
	defer close(c.received)
	err := c.link.Receive(c.replyLimit, c.handle)
	c.mu.Lock()
	c.lost = err
	unanswered := c.pending
	c.pending = nil
	if len(unanswered) > 0 {
		c.reached = unanswered[0].request
	}
	c.mu.Unlock()
	for _, call := range unanswered {
		call.accept(message{}, err)
		if call.settled != nil {
			close(call.settled)
		}
	}
}

// shortReply is enough for any line that carries no block of memory, in bytes.
const shortReply = 1 << 10

// replyLimit is the longest length, in bytes, of the next line.
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
	oldest := c.oldest()
	switch {
	case oldest == nil:
		return &ProtocolError{Channel: "qtest", Reason: "reply to no request", Got: wire.Quote(line)}
	case m.kind == messageRefused:
		oldest.accept(message{}, &ReplyError{Request: oldest.request, Reply: m.text})
	default:
		oldest.accept(m, nil)
	}
	c.answered()
	return nil
}

// oldest returns the call that the next reply answers, nil if there is none.
func (c *Conn) oldest() *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) == 0 {
		return nil
	}
	return c.pending[0]
}

// answered removes the oldest pending call, which has accepted its reply.
func (c *Conn) answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	oldest := c.pending[0]
	c.pending[0] = nil
	c.pending = c.pending[1:]
	c.replied = time.Now()
	c.replies++
	if len(c.pending) == 0 {
		c.stuck = false
	}
	if oldest.settled != nil {
		close(oldest.settled)
	}
}

// send writes all posted requests, then those that add appends. Requests are written in the order in which they were made:
// a batch is taken and written within one turn of the link.
func (c *Conn) send(ctx context.Context, add func(b *batch)) error {
	return c.link.Send(ctx, nil, func() ([]byte, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.lost != nil {
			return nil, c.lost
		}
		b := c.posted
		c.posted = batch{}
		add(&b)
		c.pending = append(c.pending, b.calls...)
		c.sent(&b)
		return b.data, nil
	})
}

// sent counts the requests about to be written, and informs the observer.
func (c *Conn) sent(b *batch) {
	now := time.Now()
	calls := b.calls
	for line := range bytes.Lines(b.data) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		c.counts.add(line)
		if c.observer != nil {
			c.observer.QtestSent(calls[0].ctx, now, line)
		}
		calls = calls[1:]
	}
}

// reply is the answer to one call.
type reply struct {
	text string
	err  error
}

// exchange sends one request, a line without its end, and returns the text after OK in its reply.
func (c *Conn) exchange(ctx context.Context, limit int, request []byte) (string, error) {
	start := time.Now()
	var r reply
	own := &call{
		ctx:     ctx,
		request: wire.Quote(request),
		limit:   limit,
		accept:  func(m message, err error) { r = reply{m.text, err} },
		settled: make(chan struct{}),
	}
	if err := c.limitedSend(ctx, func(b *batch) { b.add(request, own) }); err != nil {
		return "", c.failed(ctx, c.awaited(own.request), start, err)
	}
	if err := c.await(ctx, own); err != nil {
		return "", c.failed(ctx, c.awaited(own.request), start, err)
	}
	if err := c.takeRefused(); err != nil {
		return "", err
	}
	if r.err != nil { // own is settled: no other goroutine writes to r any more
		return "", c.failed(ctx, c.awaited(own.request), start, r.err)
	}
	return r.text, nil
}

// limitedSend is send with a time limit, for a QEMU that may not read.
func (c *Conn) limitedSend(ctx context.Context, add func(b *batch)) error {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	return c.send(ctx, add)
}

// await returns when a call is settled, or with an error when ctx ends or no reply at all has come for c.limit.
func (c *Conn) await(ctx context.Context, own *call) error {
	began := c.waiting()
	timer := time.NewTimer(c.limit)
	defer timer.Stop()
	for {
		select {
		case <-own.settled:
			return nil
		case <-ctx.Done():
			c.giveUp()
			return ctx.Err()
		case <-timer.C:
			left := c.limit - time.Since(c.heard(began))
			if left <= 0 {
				c.giveUp()
				return context.DeadlineExceeded
			}
			timer.Reset(left)
		}
	}
}

// waiting counts a wait, and returns the time of its begin.
func (c *Conn) waiting() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts.Waited++
	return time.Now()
}

// heard returns when the last reply came, where that was after a moment, else that moment.
func (c *Conn) heard(since time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.replied.After(since) {
		return c.replied
	}
	return since
}

// giveUp notes that a reply did not come in time.
func (c *Conn) giveUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stuck = len(c.pending) > 0
}

// takeRefused returns the error of the first posted request that QEMU refused, once.
func (c *Conn) takeRefused() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.refused
	c.refused = nil
	return err
}

func replyTo(request string) string { return fmt.Sprintf("the reply to %q", request) }

// failed turns the error of a wait into the caller's error.
func (c *Conn) failed(ctx context.Context, awaited string, start time.Time, err error) error {
	switch {
	case isReply(err):
		return err
	case ctx.Err() != nil:
		return wire.Interrupted(ctx, "qtest", awaited, start)
	case errors.Is(err, context.DeadlineExceeded): // of a limit of the Conn's own
		return &TimeoutError{Channel: "qtest", Awaited: awaited, After: time.Since(start)}
	}
	return c.explain(ctx, "waiting for "+awaited, err)
}

// awaited names the reply that did not come, for a wait for the reply to request, or for all posted requests if request
// is "". QEMU may not have reached request yet: then an earlier reply is missing.
func (c *Conn) awaited(request string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.reached
	if c.lost == nil && len(c.pending) > 0 {
		at = c.pending[0].request
	}
	if at == "" && request == "" && len(c.posted.calls) > 0 {
		at = c.posted.calls[0].request
	}
	switch {
	case at == "" && request == "":
		return "a reply"
	case at == "" || at == request:
		return replyTo(request)
	case request == "":
		return replyTo(at)
	}
	return fmt.Sprintf("%s, which comes before the one to %q", replyTo(at), request)
}

// badReply is the error of an OK with a value that does not fit the request.
func badReply(request []byte, text string) error {
	return &ProtocolError{
		Channel: "qtest",
		Reason:  fmt.Sprintf("unexpected value in the reply to %q", wire.Quote(request)),
		Got:     wire.Quote([]byte(text)),
	}
}
