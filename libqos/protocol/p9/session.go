package p9

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

// Session is the exchange between a client and a server from one Tversion to
// the next. It is for one goroutine.
type Session struct {
	t       Transport
	msize   uint32
	calls   map[Tag]*call
	lastTag Tag
	lastFID FID
}

// call is an outstanding request, or an unclaimed reply.
type call struct {
	tag      Tag
	request  MessageType
	ended    bool
	reply    []byte // of an ended one
	err      error  // cause of a missing reply, for an ended one
	flushing bool   // a Tflush for it is outstanding
	dropped  bool   // by the transport, which is valid only for a flushed one
}

// NewSession begins a session with a server over t, with messages of at most
// msize bytes. The error wraps [ErrVersion] if the server does not know
// 9P2000.L.
func NewSession(ctx context.Context, t Transport, msize uint32) (*Session, error) {
	s := &Session{t: t, calls: map[Tag]*call{}}
	v, err := s.Negotiate(ctx, msize, Version)
	if err != nil {
		return nil, err
	}
	if v.Version != Version {
		return nil, fmt.Errorf("p9: begin session: %w: got %[3]q, want %[2]q", ErrVersion, Version, v.Version)
	}
	return s, nil
}

// Negotiate sends Tversion, which ends the session so far: outstanding requests count as flushed, and
// all fids are released. Until a version is agreed on, only another Negotiate is allowed.
func (s *Session) Negotiate(ctx context.Context, msize uint32, version string) (*Rversion, error) {
	for _, c := range s.calls {
		c.flushing = true
	}
	s.msize = max(s.msize, msize) // for Tversion itself
	call, err := StartAs(ctx, s, NoTag, &Tversion{MSize: msize, Version: version})
	if err != nil {
		return nil, err
	}
	v, err := call.Wait(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range s.calls {
		s.end(c, nil, ErrFlushed)
	}
	if v.MSize > msize {
		return nil, fmt.Errorf("p9: begin session: %w: got messages of %[3]d bytes, want at most %[2]d", ErrServer, msize, v.MSize)
	}
	s.msize = v.MSize
	s.lastTag, s.lastFID = NoTag, NoFID
	return v, nil
}

// MSize returns the largest size of a message in this session.
func (s *Session) MSize() uint32 { return s.msize }

// NewFID returns a fid that is new in this session.
func (s *Session) NewFID() FID {
	if s.lastFID++; s.lastFID == NoFID {
		s.lastFID++
	}
	return s.lastFID
}

// newTag returns a tag that no outstanding request has. Tags are used in turn,
// so that a late reply is detected.
func (s *Session) newTag() (Tag, error) {
	for range int(NoTag) {
		if s.lastTag++; s.lastTag == NoTag {
			s.lastTag++
		}
		if s.calls[s.lastTag] == nil {
			return s.lastTag, nil
		}
	}
	return 0, fmt.Errorf("%w: no free tag", ErrTag)
}

// Call is an outstanding request with a reply of type R.
type Call[R Message] struct {
	s     *Session
	c     *call
	reply R
}

// Start sends a request and returns without waiting for the reply.
func Start[R Message](ctx context.Context, s *Session, m Request[R]) (*Call[R], error) {
	tag, err := s.newTag()
	if err != nil {
		return nil, fmt.Errorf("p9: send %v: %w", TypeOf(m), err)
	}
	return StartAs(ctx, s, tag, m)
}

// StartAs is [Start] with a given tag, which no outstanding request may have.
func StartAs[R Message](ctx context.Context, s *Session, tag Tag, m Request[R]) (*Call[R], error) {
	call, out, err := prepare(s, tag, m)
	if err != nil {
		return nil, err
	}
	if _, err := s.t.Send(ctx, out); err != nil {
		return nil, fmt.Errorf("p9: send %v: %w", TypeOf(m), err)
	}
	s.calls[tag] = call.c
	return call, nil
}

// StartAll is [Start] with many independent requests. They are sent together, and
// the server handles them in any order. If there is not enough room for all of
// them, StartAll waits for the replies to the first ones.
func StartAll[R Message, M Request[R]](ctx context.Context, s *Session, requests ...M) ([]*Call[R], error) {
	if len(requests) > int(NoTag)-len(s.calls) {
		return nil, fmt.Errorf("p9: send %d requests: %w: only %d tags are free", len(requests), ErrTag, int(NoTag)-len(s.calls))
	}
	tags := make([]Tag, len(requests))
	for i, m := range requests {
		var err error
		if tags[i], err = s.newTag(); err != nil {
			return nil, fmt.Errorf("p9: send %v: %w", TypeOf(m), err)
		}
	}
	return StartAllAs(ctx, s, tags, requests...)
}

// StartAllAs is [StartAll] with a given tag for each request. The tags must
// differ, also from those of outstanding requests.
func StartAllAs[R Message, M Request[R]](ctx context.Context, s *Session, tags []Tag, requests ...M) ([]*Call[R], error) {
	calls := make([]*Call[R], len(requests))
	outs := make([]Outgoing, len(requests))
	for i, m := range requests {
		var err error
		if calls[i], outs[i], err = prepare(s, tags[i], m); err != nil {
			return nil, err
		}
	}
	for sent := 0; sent < len(outs); {
		n, err := s.t.Send(ctx, outs[sent:]...)
		if err != nil {
			return nil, fmt.Errorf("p9: send %v: %w", TypeOf(requests[sent]), err)
		}
		some := calls[sent : sent+n]
		for _, call := range some {
			s.calls[call.Tag()] = call.c
		}
		if sent += n; sent == len(outs) {
			break
		}
		for _, call := range some {
			if err := s.await(ctx, call.c); err != nil {
				return nil, err
			}
		}
	}
	return calls, nil
}

// DoAll is [StartAll] followed by a wait for the replies. For a refused request
// there is no reply, and refusals has an [*Error] at the request's index.
func DoAll[R Message, M Request[R]](ctx context.Context, s *Session, requests ...M) (replies []R, refusals []error, err error) {
	calls, err := StartAll(ctx, s, requests...)
	if err != nil {
		return nil, nil, err
	}
	replies, refusals = make([]R, len(calls)), make([]error, len(calls))
	for i, call := range calls {
		var refusal *Error
		if replies[i], err = call.Wait(ctx); err != nil && !errors.As(err, &refusal) {
			return nil, nil, err
		}
		refusals[i] = err
	}
	return replies, refusals, nil
}

// prepare returns a request as a call and in the format of the wire.
func prepare[R Message](s *Session, tag Tag, m Request[R]) (*Call[R], Outgoing, error) {
	if s.calls[tag] != nil {
		return nil, Outgoing{}, fmt.Errorf("p9: send %v with tag %d: %w", TypeOf(m), tag, ErrTag)
	}
	b, err := Marshal(tag, m)
	if err != nil {
		return nil, Outgoing{}, err
	}
	if uint64(len(b)) > uint64(s.msize) {
		return nil, Outgoing{}, fmt.Errorf("p9: send %v: %w: got %d bytes, want at most %d", TypeOf(m), ErrTooLong, len(b), s.msize)
	}
	reply := m.newReply()
	room, err := s.room(m, reply)
	if err != nil {
		return nil, Outgoing{}, err
	}
	return &Call[R]{s: s, c: &call{tag: tag, request: TypeOf(m)}, reply: reply}, Outgoing{Message: b, Room: room}, nil
}

// Do sends a request and waits for the reply.
func Do[R Message](ctx context.Context, s *Session, m Request[R]) (R, error) {
	c, err := Start(ctx, s, m)
	if err != nil {
		var none R
		return none, err
	}
	return c.Wait(ctx)
}

// Tag returns the request's tag.
func (c *Call[R]) Tag() Tag { return c.c.tag }

// Wait waits for the reply, and keeps other replies that arrive first for their
// own calls. The error is an [*Error] if the server refused the request, and
// wraps [ErrFlushed] if the request was flushed.
func (c *Call[R]) Wait(ctx context.Context) (R, error) {
	var none R
	if err := c.s.await(ctx, c.c); err != nil {
		return none, err
	}
	if c.c.err != nil {
		return none, fmt.Errorf("p9: %v: %w", c.c.request, c.c.err)
	}
	if err := c.s.decode(c.c, c.reply); err != nil {
		return none, err
	}
	return c.reply, nil
}

// await receives replies until c has ended.
func (s *Session) await(ctx context.Context, c *call) error {
	for !c.ended {
		if err := s.receive(ctx); err != nil {
			return fmt.Errorf("p9: wait for the reply to %v with tag %d: %w", c.request, c.tag, err)
		}
	}
	return nil
}

// receive takes one reply.
func (s *Session) receive(ctx context.Context) error {
	b, err := s.t.Receive(ctx)
	var dropped *DroppedError
	if errors.As(err, &dropped) {
		return s.drop(dropped)
	}
	if err != nil {
		return err
	}
	t, tag, err := header(b)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrServer, err)
	}
	if uint64(len(b)) > uint64(s.msize) {
		return fmt.Errorf("%w: got %v of %d bytes, want at most %d", ErrServer, t, len(b), s.msize)
	}
	c := s.calls[tag]
	if c == nil || c.dropped {
		return fmt.Errorf("%w: got %v with tag %d, which no request has", ErrServer, t, tag)
	}
	s.end(c, b, nil)
	return nil
}

// drop records that a request gets no reply. That is valid only for a flushed
// request.
func (s *Session) drop(d *DroppedError) error {
	c := s.calls[d.Tag]
	if c == nil || !c.flushing {
		return fmt.Errorf("%w: %w", ErrServer, d)
	}
	c.dropped = true
	return nil
}

// end ends c; its tag is free again.
func (s *Session) end(c *call, reply []byte, err error) {
	c.ended, c.reply, c.err = true, reply, err
	delete(s.calls, c.tag)
}

// decode decodes the received reply to c.
func (s *Session) decode(c *call, reply Message) error {
	t, _, err := header(c.reply)
	if err != nil {
		return err
	}
	if t == TypeRlerror {
		refusal := new(Rlerror)
		if err := decode(c.reply, refusal); err != nil {
			return fmt.Errorf("p9: %v: %w: %w", c.request, ErrServer, err)
		}
		return &Error{Request: c.request, Errno: syscall.Errno(refusal.Errno)}
	}
	if t != TypeOf(reply) {
		return fmt.Errorf("p9: %v: %w: got %v as the reply", c.request, ErrServer, t)
	}
	if err := decode(c.reply, reply); err != nil {
		return fmt.Errorf("p9: %v: %w: %w", c.request, ErrServer, err)
	}
	return nil
}

// Flush asks the server to cancel a call and waits for the answer. When it
// returns, the call has ended, with a reply that arrived before that answer or
// with an error that wraps [ErrFlushed] (flush(5)).
func (c *Call[R]) Flush(ctx context.Context) error {
	c.c.flushing = true
	if _, err := Do(ctx, c.s, &Tflush{OldTag: c.c.tag}); err != nil {
		return err
	}
	if !c.c.ended {
		c.s.end(c.c, nil, ErrFlushed)
	}
	return nil
}
