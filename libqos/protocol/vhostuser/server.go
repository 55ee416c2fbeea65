package vhostuser

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Server accepts the connections of a front end, and plays a device in each.
type Server struct {
	device   Device
	listener *net.UnixListener
	running  sync.WaitGroup
	sync     func(context.Context) error

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced with each new session
	config   []byte
	sessions []*Session
	given    int // sessions that were returned by Session
	deny     int // connections still to be closed at once
	denied   int
	err      error // of the listener
	note     func(text string)
}

// New returns a server for the device.
func New(d Device) (*Server, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	return &Server{
		device: d, changed: make(chan struct{}), config: slices.Clone(d.Config),
		sync: func(context.Context) error { return nil },
	}, nil
}

// SyncWith makes each wait for the front end call sync first: earlier requests to the
// front end's virtual machine must have reached it. It precedes every wait.
func (s *Server) SyncWith(sync func(context.Context) error) { s.sync = sync }

// Sync waits until earlier requests have reached the front end's virtual machine.
func (s *Server) Sync(ctx context.Context) error { return s.sync(ctx) }

// Listen starts to accept connections. The server closes the listener in the end. It
// is called once.
func (s *Server) Listen(l *net.UnixListener) {
	s.listener = l
	s.running.Go(s.accept)
}

// Connect starts a session on a connection to a front end.
func (s *Server) Connect(conn *net.UnixConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begin(conn)
}

// accept starts a session for each connection.
func (s *Server) accept() {
	for {
		conn, err := s.listener.AcceptUnix()
		s.mu.Lock()
		switch {
		case err != nil:
			if !errors.Is(err, net.ErrClosed) {
				s.err = fmt.Errorf("vhostuser: accept: %w", err)
			}
			s.mu.Unlock()
			return
		case s.deny > 0:
			s.deny--
			s.denied++
			conn.Close()
			s.tell("denied")
			s.notify()
		default:
			s.begin(conn)
		}
		s.mu.Unlock()
	}
}

// begin starts a session. The server is locked.
func (s *Server) begin(conn *net.UnixConn) {
	session := newSession(s, len(s.sessions), conn)
	s.sessions = append(s.sessions, session)
	s.running.Go(session.serve)
	s.notify()
}

// Become makes the server play another device in the connections from now on. The
// configuration space is that of the new device.
func (s *Server) Become(d Device) error {
	if err := d.check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.device, s.config = d, slices.Clone(d.Config)
	return nil
}

// notify wakes those who wait. The server is locked.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Deny makes the server close the next n connections as soon as they are made.
func (s *Server) Deny(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deny = n
}

// Session waits for the next connection, in the order in which they are made, and
// returns it.
func (s *Server) Session(ctx context.Context) (session *Session, err error) {
	err = s.until(ctx, "a vhost-user connection", func() bool {
		if s.given == len(s.sessions) {
			return false
		}
		session = s.sessions[s.given]
		s.given++
		return true
	})
	return session, err
}

// Connections returns how many connections were made so far, but for those denied.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// WaitDenied waits until n connections were closed because of Deny.
func (s *Server) WaitDenied(ctx context.Context, n int) error {
	return s.until(ctx, fmt.Sprintf("%d connections to be denied", n), func() bool { return s.denied >= n })
}

// Close ends all connections. It returns the errors for which the server itself
// ended connections.
func (s *Server) Close() error {
	s.mu.Lock()
	sessions := slices.Clone(s.sessions)
	s.mu.Unlock()
	if s.listener != nil {
		s.listener.Close()
	}
	for _, session := range sessions {
		session.conn.Close()
	}
	s.running.Wait()
	errs := []error{s.err}
	for _, session := range sessions {
		errs = append(errs, session.Err())
	}
	return errors.Join(errs...)
}

// until waits until done returns true. The server is locked while done runs.
func (s *Server) until(ctx context.Context, what string, done func() bool) error {
	if err := s.sync(ctx); err != nil {
		return err
	}
	start := time.Now()
	for {
		s.mu.Lock()
		ok, err, changed := done(), s.err, s.changed
		s.mu.Unlock()
		if ok || err != nil {
			return err
		}
		if err := waitFor(ctx, what, changed, start); err != nil {
			return err
		}
	}
}

// wait waits until a channel is closed.
func (s *Server) wait(ctx context.Context, what string, c <-chan struct{}) error {
	if err := s.sync(ctx); err != nil {
		return err
	}
	return waitFor(ctx, what, c, time.Now())
}

// waitFor waits until a channel is closed, no longer than the time of a wait that
// began at start.
func waitFor(ctx context.Context, what string, c <-chan struct{}, start time.Time) error {
	limit := time.NewTimer(time.Until(start.Add(qtest.DefaultWaitTimeout)))
	defer limit.Stop()
	select {
	case <-c:
		return nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
	case <-limit.C:
	}
	return &qtest.TimeoutError{Channel: "vhost-user", Awaited: what, After: time.Since(start)}
}

// readConfig returns a part of configuration space; ok is false if it has fewer
// bytes.
func (s *Server) readConfig(offset, size uint32) (data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if uint64(offset)+uint64(size) > uint64(len(s.config)) {
		return nil, false
	}
	return slices.Clone(s.config[offset:][:size]), true
}

func (s *Server) writeConfig(offset uint32, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if uint64(offset)+uint64(len(data)) > uint64(len(s.config)) {
		return fmt.Errorf("%d bytes at offset %d of a configuration space of %d", len(data), offset, len(s.config))
	}
	copy(s.config[offset:], data)
	return nil
}

// Config returns the configuration space.
func (s *Server) Config() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.config)
}

// SetConfig changes configuration space, as the device does by itself. Tell the front
// end with [Session.ConfigChanged].
func (s *Server) SetConfig(offset uint32, data []byte) error {
	if err := s.writeConfig(offset, data); err != nil {
		return fmt.Errorf("vhostuser: set configuration: %w", err)
	}
	return nil
}
