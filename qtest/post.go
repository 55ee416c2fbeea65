package qtest

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// flushAt is the number of bytes of requests that are gathered before a write.
const flushAt = 32 << 10

// post makes a request with a bare OK as its reply, and does not wait for it.
func (c *Conn) post(ctx context.Context, request []byte) error {
	return c.postAny(ctx, shortReply, request, func(text string) error {
		if text != "" {
			return badReply(request, text)
		}
		return nil
	})
}

// postAny makes a request and does not wait for its reply, of at most limit bytes. It passes the reply's value to check.
func (c *Conn) postAny(ctx context.Context, limit int, request []byte, check func(text string) error) error {
	start := time.Now()
	if ctx.Err() != nil {
		return c.failed(ctx, replyTo(wire.Quote(request)), start, ctx.Err())
	}
	own := &call{ctx: ctx, request: wire.Quote(request), limit: limit}
	own.accept = func(m message, err error) {
		if err == nil {
			err = check(m.text)
		}
		c.settle(err)
	}
	size, err := c.queue(request, own)
	if err == nil && size >= flushAt {
		err = c.limitedSend(ctx, func(*batch) {})
	}
	if err != nil {
		return c.failed(ctx, c.awaited(own.request), start, err)
	}
	return nil
}

// queue adds a request to the posted ones, and returns their size in bytes.
func (c *Conn) queue(request []byte, own *call) (size int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost != nil {
		return 0, c.lost
	}
	c.posted.add(request, own)
	return len(c.posted.data), nil
}

// settle keeps the error of a posted request, unless an earlier error is kept or the connection is lost: every later
// call reports a lost connection.
func (c *Conn) settle(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost == nil && c.refused == nil {
		c.refused = err
	}
}

// Sync returns when QEMU has carried out all requests made so far. Its error is that of the first refused posted
// request, if no call has returned it yet. The requests after it still took effect.
func (c *Conn) Sync(ctx context.Context) error {
	if err := c.quiet(ctx); err != nil {
		return err
	}
	return c.takeRefused()
}

// quiet is Sync that leaves the error of a refused request to the next call.
func (c *Conn) quiet(ctx context.Context) error {
	if c.idle() {
		return nil
	}
	start := time.Now()
	var last *call
	err := c.limitedSend(ctx, func(b *batch) {
		switch {
		case len(b.calls) > 0:
			last = b.calls[len(b.calls)-1]
		case len(c.pending) > 0:
			last = c.pending[len(c.pending)-1]
		default:
			return // all requests are answered by now
		}
		if last.settled == nil {
			last.settled = make(chan struct{})
		}
	})
	if err == nil && last != nil {
		err = c.await(ctx, last)
	}
	if err == nil && last != nil {
		err = c.failure()
	}
	if err != nil {
		return c.failed(ctx, c.awaited(""), start, err)
	}
	return nil
}

// idle reports whether no request or reply is under way.
func (c *Conn) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.posted.calls) == 0 && len(c.pending) == 0
}

// failure returns why there will be no more replies, nil while there will be.
func (c *Conn) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lost
}

// beforeQMP is Sync for a QMP command. It does not wait for a QEMU that has not answered in time: it may still answer
// over QMP.
func (c *Conn) beforeQMP(ctx context.Context) error {
	if c.silent() {
		return nil
	}
	return c.Sync(ctx)
}

// silent reports whether there is no point in another wait: QEMU has not answered in time, or will not answer any more.
func (c *Conn) silent() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stuck || c.lost != nil
}

// look brings the known state of interrupt lines up to date with the last request. The next call returns its error. It has
// no context of its own, so it waits no longer than the deadline of that request. It does not wait again for a QEMU that has
// not answered in time.
func (c *Conn) look() {
	newest := c.newest()
	if newest == nil || c.silent() {
		return
	}
	ctx := context.Background()
	if deadline, ok := newest.Deadline(); ok && newest.Err() == nil {
		limited, cancel := context.WithDeadline(ctx, deadline)
		defer cancel()
		ctx = limited
	}
	_ = c.quiet(ctx)
}

// newest returns the context of the last request of those that are not answered, nil if there is none.
func (c *Conn) newest() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, calls := range [][]*call{c.posted.calls, c.pending} {
		if n := len(calls); n > 0 {
			return calls[n-1].ctx
		}
	}
	return nil
}
