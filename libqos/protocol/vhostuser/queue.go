package vhostuser

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// Handler processes a chain of a queue: it reads and writes it and gives it back, or
// keeps it for later. It must not wait for the front end. A queue calls its handler
// for one chain after the other.
type Handler func(c *Chain) error

// Queue is a virtqueue of a device, as the front end has set it up.
type Queue struct {
	session *Session
	index   int
	handler Handler // nil: the chains wait for Next

	size    uint16
	addr    vringAddr
	start   uint32 // the base that was set
	order   binary.ByteOrder
	kick    *os.File
	call    *os.File
	err     *os.File
	enabled bool

	busy    bool          // its chains are being handed out
	ring    ring          // nil while stopped
	watched chan struct{} // closed when the goroutine that waits for kicks has ended; nil without one
	halted  chan struct{} // closed to end that goroutine
	again   []*Chain      // in flight when the last back end ended
	held    []*Chain      // taken and not used, in the order of the ring
	ready   []*Chain      // those of held that wait for Next

	kicks, calls, taken, used int
}

// QueueState is the state of a queue.
type QueueState struct {
	Size    uint16 // number of descriptors; 0: not set
	Started bool   // it was kicked
	Enabled bool
	HasKick bool // it has a descriptor for kicks
	HasCall bool
	Logged  bool // changes of the used ring go to the log
	Kicks   int  // since the front end connected
	Calls   int
	Taken   int // chains
	Used    int
}

func (q *Queue) state() QueueState {
	return QueueState{
		Size: q.size, Started: q.ring != nil, Enabled: q.enabled, HasKick: q.kick != nil, HasCall: q.call != nil,
		Logged: q.addr.Flags&vringLog != 0, Kicks: q.kicks, Calls: q.calls, Taken: q.taken, Used: q.used,
	}
}

// Index returns the queue's number.
func (q *Queue) Index() int { return q.index }

func (q *Queue) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("vhostuser: %s queue %d: %w", what, q.index, err)
}

// Next waits for the next chain of a queue without a handler, and returns it.
func (q *Queue) Next(ctx context.Context) (c *Chain, err error) {
	if q.handler != nil {
		return nil, q.wrap("next chain of", errors.New("it has a handler"))
	}
	err = q.session.until(ctx, fmt.Sprintf("a chain of queue %d", q.index), func() (bool, error) {
		if len(q.ready) == 0 {
			return false, nil
		}
		c, q.ready = q.ready[0], q.ready[1:]
		return true, nil
	})
	return c, q.wrap("next chain of", err)
}

// open starts the ring. The session is locked.
func (q *Queue) open() error {
	var err error
	switch {
	case q.size == 0:
		return errors.New("without SET_VRING_NUM")
	case q.addr == vringAddr{}:
		return errors.New("without SET_VRING_ADDR")
	case q.session.features&FeatureRingPacked != 0:
		q.ring, err = newPacked(q)
	default:
		q.ring, err = q.openSplit()
	}
	return err
}

func (q *Queue) openSplit() (ring, error) {
	r, err := newSplit(q)
	if err != nil {
		return nil, err
	}
	r.taken = uint16(q.start)
	area := q.region()
	if area == nil {
		return r, nil
	}
	heads, err := area.resume(r.given, q.size)
	if err != nil {
		return nil, err
	}
	r.taken = r.given + uint16(len(heads))
	for i, head := range heads {
		c, err := r.chain(head)
		if err != nil {
			return nil, err
		}
		c.turn = r.given + uint16(i)
		q.again = append(q.again, c)
	}
	return r, nil
}

// reopen follows a change of the addresses or the memory below a started ring.
func (q *Queue) reopen() error {
	if q.ring == nil {
		return nil
	}
	switch old := q.ring.(type) {
	case *split:
		r, err := newSplit(q)
		if err != nil {
			return err
		}
		r.taken = old.taken
		q.ring = r
	case *packed:
		r, err := newPacked(q)
		if err != nil {
			return err
		}
		r.avail, r.used, r.shown, r.turn = old.avail, old.used, old.shown, old.turn
		q.ring = r
	}
	return nil
}

// region returns where the queue notes its chains in flight, nil if it does not.
func (q *Queue) region() *inflightRegion {
	if q.session.features&FeatureRingPacked != 0 {
		return nil // its region has another layout
	}
	return q.session.inflight.queue(q.index)
}

// watch starts to wait for kicks.
func (q *Queue) watch() {
	q.watched, q.halted = make(chan struct{}), make(chan struct{})
	go q.wait(q.kick, q.watched, q.halted)
}

// pollInterval is the time between two looks at a ring without kicks.
const pollInterval = time.Millisecond

// wait processes the ring after each kick, until the queue is halted.
func (q *Queue) wait(kick *os.File, watched, halted chan struct{}) {
	defer close(watched)
	for {
		if kick != nil {
			var count [8]byte
			if _, err := io.ReadFull(kick, count[:]); err != nil {
				q.lost(err, halted)
				return
			}
		} else {
			select {
			case <-halted:
				return
			case <-time.After(pollInterval):
			}
		}
		q.process(halted)
	}
}

// lost reports that no more kicks can come, unless the queue was halted.
func (q *Queue) lost(err error, halted chan struct{}) {
	s := q.session
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-halted:
	default:
		_ = s.end(q.wrap("kick of", err)) // it is kept in the session
	}
}

// process starts the ring if this is the first kick, and hands out its chains.
func (q *Queue) process(halted chan struct{}) {
	s := q.session
	s.mu.Lock()
	defer s.mu.Unlock()
	q.kicks++
	s.notify()
	if q.ring == nil && s.err == nil {
		if err := q.open(); err != nil {
			_ = s.end(q.wrap("start", err)) // it is kept in the session
			return
		}
	}
	_ = s.end(q.drain(halted)) // it is kept in the session
}

// drain hands out the chains of a started ring. It unlocks the session while the
// handler runs.
func (q *Queue) drain(halted chan struct{}) error {
	s := q.session
	if q.busy {
		return nil // the other one goes on until the ring is empty
	}
	q.busy = true
	defer func() { q.busy = false }()
	for {
		select {
		case <-halted:
			return nil
		default:
		}
		if q.ring == nil || s.err != nil || q.handler == nil && !q.enabled {
			return nil
		}
		c, err := q.take()
		if err != nil {
			return q.wrap("process", err)
		}
		if c == nil {
			return nil
		}
		switch {
		case q.handler == nil:
			q.ready = append(q.ready, c)
			s.notify()
		case !q.enabled:
			// Without side effects: the chain is only given back.
			if err := q.use(c); err != nil {
				return q.wrap("process", err)
			}
		default:
			s.mu.Unlock()
			err := q.handler(c)
			s.mu.Lock()
			if err != nil && !errors.Is(err, ErrStopped) {
				return q.wrap("process", err)
			}
		}
	}
}

// take takes the next chain: one that was in flight when the last back end ended, or
// of the ring.
func (q *Queue) take() (*Chain, error) {
	var c *Chain
	if len(q.again) > 0 {
		c, q.again = q.again[0], q.again[1:]
	} else {
		var err error
		if c, err = q.ring.next(); c == nil || err != nil {
			return nil, err
		}
		q.region().begin(c.id)
	}
	q.taken++
	q.held = append(q.held, c)
	return c, nil
}

// Use gives chains back to the driver, all at the same time.
func (q *Queue) Use(chains ...*Chain) error {
	s := q.session
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range chains {
		if c.dead {
			return q.wrap("use a chain of", ErrStopped)
		}
	}
	return s.end(q.wrap("use a chain of", q.use(chains...)))
}

// use is Use with the session locked.
func (q *Queue) use(chains ...*Chain) error {
	area := q.region()
	for _, c := range chains {
		i := slices.Index(q.held, c)
		q.held = slices.Delete(q.held, i, i+1)
		c.dead = true
		area.finish(c.id)
		if err := q.ring.put(c, uint32(c.written)); err != nil {
			return err
		}
	}
	interrupt, err := q.ring.publish()
	if err != nil {
		return err
	}
	for _, c := range chains {
		area.finished(c.id)
	}
	if r, ok := q.ring.(*split); ok {
		area.publish(r.shown)
	}
	q.used += len(chains)
	defer q.session.notify()
	if !interrupt || q.call == nil {
		return nil
	}
	q.calls++
	q.session.tell("calls %d", q.index)
	return signal(q.call)
}

// Features returns the features that the front end has set.
func (q *Queue) Features() Features {
	q.session.mu.Lock()
	defer q.session.mu.Unlock()
	return q.session.features
}

// Order returns the byte order of the ring, and, of a legacy device, of the numbers in
// its buffers.
func (q *Queue) Order() binary.ByteOrder {
	q.session.mu.Lock()
	defer q.session.mu.Unlock()
	return q.order
}

// halt ends the processing of the queue and drops its event descriptor. It unlocks
// the session while a handler finishes.
func (q *Queue) halt() {
	if q.watched == nil {
		return
	}
	close(q.halted)
	if q.kick != nil {
		q.kick.Close()
	}
	watched := q.watched
	q.kick, q.watched, q.halted = nil, nil, nil
	q.session.mu.Unlock()
	<-watched
	q.session.mu.Lock()
}

// stop stops the ring and returns its indices. Chains that are not used are taken
// again when the ring starts again.
func (q *Queue) stop() (base uint32, err error) {
	q.halt()
	held := append(q.held, q.again...)
	for _, c := range held {
		c.dead = true
	}
	q.held, q.ready, q.again = nil, nil, nil
	if q.ring == nil {
		return q.start, nil
	}
	area := q.region()
	switch {
	case len(held) > 0 && held[len(held)-1].turn-held[0].turn != uint16(len(held)-1), q.overtaken(held):
		err = fmt.Errorf("%d chains are not used, and later ones are", len(held))
	default:
		q.start = q.ring.base(held)
		for _, c := range held {
			area.undo(c.id)
		}
	}
	q.ring = nil
	return q.start, err
}

// overtaken reports whether a chain was used that is later in the ring than one of
// held.
func (q *Queue) overtaken(held []*Chain) bool {
	if len(held) == 0 {
		return false
	}
	last := held[len(held)-1].turn
	switch r := q.ring.(type) {
	case *split:
		return last+1 != r.taken
	case *packed:
		return last+1 != r.turn
	}
	return false
}

// reset is the state of a queue that the front end has not touched.
func (q *Queue) reset() {
	q.halt()
	for _, c := range q.held {
		c.dead = true
	}
	q.held, q.ready, q.again, q.ring = nil, nil, nil, nil
	q.enabled = false
}

// close frees everything that the queue has.
func (q *Queue) close() {
	q.reset()
	for _, f := range []*os.File{q.kick, q.call, q.err} {
		if f != nil {
			f.Close()
		}
	}
}
