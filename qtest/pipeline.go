package qtest

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// flushAt is how many bytes of requests are gathered before they are written.
const flushAt = 32 << 10

// Pipeline gathers requests that are sent without waiting for each reply. It is of use only inside the function that
// Conn.Pipeline calls, and there to one goroutine. Requests take effect in the order in which they were queued; a request
// of the same Conn made beside the Pipeline may take effect before those queued earlier.
type Pipeline struct {
	ctx   context.Context
	conn  *Conn
	err   error // the first error that kept a request from being sent; nothing is sent after it
	data  []byte
	calls []*call // the requests in data
	last  string  // the last request queued, abbreviated
	tally tally
	take  func(*call, message, error) // tally.take
}

// Pipeline calls f, sends what it queues, and returns when every reply has come. Its error is that of the first request
// which QEMU refused; those queued later have taken effect all the same. A request that could not be queued, for its
// arguments, is an error after which nothing more is sent.
//
// Any number may be queued: replies are taken in while requests are written. The command timeout is the longest time
// without a reply.
func (c *Conn) Pipeline(ctx context.Context, f func(p *Pipeline)) error {
	p := &Pipeline{ctx: ctx, conn: c, tally: tally{complete: make(chan struct{}, 1)}}
	p.take = p.tally.take
	f(p)
	p.flush()
	if err := p.wait(); err != nil {
		return err
	}
	return p.err
}

// Write queues Conn.Write.
func (p *Pipeline) Write(w Width, addr uint64, v uint64) {
	request, err := writeRequest(w, addr, v)
	p.add(request, err)
}

// Out queues Conn.Out.
func (p *Pipeline) Out(w Width, port uint16, v uint32) {
	request, err := outRequest(w, port, v)
	p.add(request, err)
}

// WriteMemory queues Conn.WriteMemory. It keeps no reference to b.
func (p *Pipeline) WriteMemory(addr uint64, b []byte) {
	p.writeBlock("b64write", addr, b, base64.StdEncoding.AppendEncode)
}

// WriteMemoryHex queues Conn.WriteMemoryHex. It keeps no reference to b.
func (p *Pipeline) WriteMemoryHex(addr uint64, b []byte) {
	p.writeBlock("write", addr, b, func(dst, src []byte) []byte { return hex.AppendEncode(append(dst, "0x"...), src) })
}

func (p *Pipeline) writeBlock(verb string, addr uint64, b []byte, encode func(dst, src []byte) []byte) {
	err := checkBlock(addr, uint64(len(b)))
	for len(b) > 0 && p.err == nil {
		n := min(len(b), blockPiece)
		request := appendHex(appendHex([]byte(verb), addr), uint64(n))
		p.add(encode(append(request, ' '), b[:n]), err)
		addr, b = addr+uint64(n), b[n:]
	}
}

// Memset queues Conn.Memset.
func (p *Pipeline) Memset(addr, size uint64, b byte) {
	err := checkBlock(addr, size)
	for size > 0 && p.err == nil {
		n := min(size, memsetPiece)
		request := appendHex(appendHex([]byte("memset"), addr), n)
		p.add(appendHex(request, uint64(b)), err)
		addr, size = addr+n, size-n
	}
}

// add queues one request, unless err says that there is none or an earlier one failed.
func (p *Pipeline) add(request []byte, err error) {
	if p.err == nil {
		p.err = err
	}
	if p.err != nil {
		return
	}
	p.last = wire.Quote(request)
	p.calls = append(p.calls, &call{request: p.last, limit: shortReply, deliver: p.take})
	p.data = append(append(p.data, request...), '\n')
	if len(p.data) >= flushAt {
		p.flush()
	}
}

// flush writes what is queued. It blocks only while QEMU does not read.
func (p *Pipeline) flush() {
	if len(p.calls) == 0 || p.err != nil {
		return
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(p.ctx, p.conn.limit)
	defer cancel()
	p.tally.expect(len(p.calls))
	if err := p.conn.send(ctx, p.data, p.calls...); err != nil {
		p.tally.abandon()
		p.err = p.conn.failed(ctx, fmt.Sprintf("QEMU to read %d requests", len(p.calls)), start, err)
	}
	p.data, p.calls = p.data[:0], p.calls[:0]
}

// wait waits for the replies to what was sent.
func (p *Pipeline) wait() error {
	start := time.Now()
	limit := p.conn.limit
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for before := p.tally.open(); before > 0; {
		select {
		case <-p.tally.complete:
			before = p.tally.open()
		case <-timer.C:
			now := p.tally.open()
			if now == before {
				return &TimeoutError{Channel: "qtest", Awaited: p.awaited(now), After: limit}
			}
			before = now
			timer.Reset(limit)
		case <-p.ctx.Done():
			return wire.Interrupted(p.ctx, "qtest", p.awaited(p.tally.open()), start)
		}
	}
	if request, err := p.tally.first(); err != nil {
		return p.conn.failed(p.ctx, replyTo(request), start, err)
	}
	return nil
}

// awaited names n open replies by the last of them.
func (p *Pipeline) awaited(n int) string {
	if n <= 1 {
		return replyTo(p.last)
	}
	return fmt.Sprintf("%d replies, the last to %q", n, p.last)
}

// tally counts the replies to a pipeline.
type tally struct {
	complete chan struct{} // holds a token when none was open

	mu     sync.Mutex
	n      int
	err    error  // the first
	failed string // the request it belongs to
	closed bool   // abandoned: late replies do not count
}

// expect counts n more requests as open.
func (t *tally) expect(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n += n
}

// abandon gives up on all that is open.
func (t *tally) abandon() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n, t.closed = 0, true
}

// take counts one reply.
func (t *tally) take(c *call, _ message, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err == nil && err != nil {
		t.err, t.failed = err, c.request
	}
	if t.closed {
		return
	}
	t.n--
	if t.n > 0 {
		return
	}
	select {
	case t.complete <- struct{}{}:
	default:
	}
}

func (t *tally) open() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// first is the first error, and the request it belongs to.
func (t *tally) first() (request string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed, t.err
}
