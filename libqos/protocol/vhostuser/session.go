package vhostuser

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Session is a connection of a front end: all that it has told the back end.
type Session struct {
	server *Server
	device Device
	number int
	conn   *net.UnixConn
	note   func(text string) // nil: nobody observes it
	done   chan struct{}     // closed when the connection is at its end

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced with each change
	err      error         // why the back end ended the connection
	owned    bool
	features Features
	protocol ProtocolFeatures
	status   uint8
	memory   memory
	queues   []*Queue
	log      dirtyLog
	inflight inflight
	backend  *net.UnixConn
	gpu      []*os.File // all of them: QEMU 11.1 hangs if an earlier one is closed while it has the next
	messages []Message

	asking sync.Mutex // one request on the back end's channel at a time
}

// State is the state of a session.
type State struct {
	Owned    bool             // SET_OWNER
	Features Features         // as last set
	Protocol ProtocolFeatures // as set
	Status   uint8            // device status, if the front end reports it
	Regions  []Region         // of guest memory
	Queues   []QueueState
	LogSize  int       // bytes; 0: no log
	Inflight int       // bytes of the in-flight memory; 0: none
	Channel  bool      // the back end has a channel for its requests
	GPU      bool      // GPU_SET_SOCKET
	Messages []Message // all so far, without their descriptors
}

// Count returns how often a message came.
func (s State) Count(r Request) (n int) {
	for _, m := range s.Messages {
		if m.Request == r {
			n++
		}
	}
	return n
}

// Last returns the payload of the last message of that kind, nil if none came.
func (s State) Last(r Request) []byte {
	for i := len(s.Messages) - 1; i >= 0; i-- {
		if s.Messages[i].Request == r {
			return s.Messages[i].Payload
		}
	}
	return nil
}

// Number returns the number in the payload of the last message of that kind, 0 if
// none came.
func (s State) Number(r Request) uint64 {
	if p := s.Last(r); len(p) >= 8 {
		return binary.NativeEndian.Uint64(p)
	}
	return 0
}

func newSession(server *Server, number int, conn *net.UnixConn) *Session {
	s := &Session{
		server: server, device: server.device, number: number, conn: conn, note: server.note,
		done: make(chan struct{}), changed: make(chan struct{}),
	}
	for i, h := range s.device.Queues {
		s.queues = append(s.queues, &Queue{session: s, index: i, handler: h, order: binary.LittleEndian})
	}
	s.tell("connects")
	return s
}

// State returns the state at this moment.
func (s *Session) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state()
}

func (s *Session) state() State {
	state := State{
		Owned: s.owned, Features: s.features, Protocol: s.protocol, Status: s.status, Regions: s.memory.table(),
		LogSize: len(s.log.bytes), Inflight: len(s.inflight.bytes), Channel: s.backend != nil, GPU: len(s.gpu) > 0,
		Messages: append([]Message(nil), s.messages...),
	}
	for _, q := range s.queues {
		state.Queues = append(state.Queues, q.state())
	}
	return state
}

// Index returns the number of the connection, from 0.
func (s *Session) Index() int { return s.number }

// Queue returns a queue of the device.
func (s *Session) Queue(index int) *Queue { return s.queues[index] }

// Done is closed when the connection is at its end.
func (s *Session) Done() <-chan struct{} { return s.done }

// Err returns why the back end ended the connection: nil if it did not, or if a
// [Hook] wanted it.
func (s *Session) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Break replaces the hook of the device in this connection.
func (s *Session) Break(h Hook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.device.Hook = h
}

// Close ends the connection, as a back end that dies would.
func (s *Session) Close() {
	s.tell("closes")
	s.conn.Close()
	<-s.done
}

// ErrGone is the error of a wait for a front end that has closed its connection.
var ErrGone = errors.New("the front end has closed the connection")

// Wait waits until done is true of the session's state, and returns that state.
func (s *Session) Wait(ctx context.Context, what string, done func(State) bool) (State, error) {
	var state State
	err := s.until(ctx, what, func() (bool, error) {
		state = s.state()
		return done(state), nil
	})
	return state, err
}

// WaitDone waits for the end of the connection.
func (s *Session) WaitDone(ctx context.Context) error {
	return s.server.wait(ctx, "the end of a vhost-user connection", s.done)
}

// until waits until done returns true or an error. The session is locked while done
// runs.
func (s *Session) until(ctx context.Context, what string, done func() (bool, error)) error {
	if err := s.server.sync(ctx); err != nil {
		return err
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, qtest.DefaultWaitTimeout)
	defer cancel()
	for {
		s.mu.Lock()
		ok, err := done()
		changed, failed := s.changed, s.err
		s.mu.Unlock()
		switch {
		case ok || err != nil:
			return err
		case failed != nil:
			return failed
		}
		select {
		case <-changed:
		case <-s.done:
			if err := s.Err(); err != nil {
				return err
			}
			return ErrGone
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return &qtest.TimeoutError{Channel: "vhost-user", Awaited: what, After: time.Since(start)}
		}
	}
}

// notify wakes those who wait. The session is locked.
func (s *Session) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// end ends the connection because of err, if that is not nil. The session is locked.
func (s *Session) end(err error) error {
	if err != nil && s.err == nil {
		s.err = err
		s.tell("closes")
		s.conn.Close()
		s.notify()
	}
	return err
}

// serve obeys the front end until the connection is at its end.
func (s *Session) serve() {
	defer close(s.done)
	defer s.free()
	for {
		m, err := readMessage(s.conn)
		if err == nil {
			err = s.obey(m)
		}
		if err != nil {
			s.mu.Lock()
			switch {
			case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
				s.tell("ends")
			case !closed(err):
				_ = s.end(err) // it is kept in the session
			}
			s.mu.Unlock()
			return
		}
	}
}

// errDropped is the error of a connection that a hook dropped.
var errDropped = errors.New("vhostuser: dropped")

// closed reports whether err is the ordinary end of a connection.
func closed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, errDropped)
}

// free closes everything that the front end has sent.
func (s *Session) free() {
	s.conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.queues {
		q.close()
	}
	s.memory.clear()
	s.log.unmap()
	s.inflight.unmap()
	if s.log.event != nil {
		s.log.event.Close()
	}
	if s.backend != nil {
		s.backend.Close()
	}
	closeAll(s.gpu)
	s.notify()
}

// obey does what a message asks for, and replies.
func (s *Session) obey(m Message) error {
	defer func() { closeAll(m.Files) }()
	s.tellMessage(">", &m)
	s.mu.Lock()
	reply, err := s.dispatch(&m)
	s.messages = append(s.messages, m.copied())
	s.notify()
	hook := s.device.Hook
	acked := s.protocol&ReplyAck != 0 && m.Flags&FlagNeedReply != 0
	s.mu.Unlock()
	form, _ := ruleOf(m.Request)
	switch {
	case form.reply:
	case acked && err != nil:
		reply = &Message{Payload: encode(uint64(1))}
	case acked:
		reply = &Message{Payload: encode(uint64(0))}
	}
	if reply != nil {
		defer func() { closeAll(reply.Files) }()
		reply.Request, reply.Flags, reply.Size = m.Request, version|FlagReply, uint32(len(reply.Payload))
	}
	if err != nil {
		if reply != nil && !form.reply {
			err = errors.Join(m.wrong("%w", err), s.send(reply))
		} else {
			err = m.wrong("%w", err)
		}
		return err
	}
	x := &Exchange{Session: s.number, Request: m.copied(), Reply: reply}
	if hook != nil {
		hook(x)
	}
	switch {
	case x.Drop:
		s.tell("drops %v", m.Request)
		return errDropped
	case x.Reply != nil:
		return s.send(x.Reply)
	}
	return nil
}

// send sends a reply.
func (s *Session) send(reply *Message) error {
	s.tellMessage("<", reply)
	return reply.write(s.conn)
}
