package ivshmem

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/qtest"
)

// Numbers of the protocol.
const (
	version   = 0
	theMemory = -1 // comes with the memory's descriptor

	// MaxID is the greatest ID of a client.
	MaxID = 0xffff

	stranger = -1 // the ID of a connection that is no client
)

// Server is a server, and the memory that it shares.
type Server struct {
	listener *net.UnixListener
	memory   *os.File
	mapped   []byte
	running  sync.WaitGroup

	mu      sync.Mutex
	changed chan struct{} // closed and replaced when a client comes or goes
	clients []*client     // in the order in which they came
	opening []Message     // of the next client, in place of the right one
	closing bool          // the connection is closed after that
	given   int           // IDs
	left    []*client     // that are none: of the test, whose vectors stay, and those after an opening
	err     error         // of the listener
}

// Message is a message of the server: a number, and a descriptor with it if that is not 0.
type Message struct {
	Number     int64
	Descriptor int
}

// client is a client of the server: a device, or the test.
type client struct {
	id     int
	conn   *net.UnixConn // nil for the test
	events []eventFD     // of its vectors
}

func newServer(l *net.UnixListener) (*Server, error) {
	fd, err := unix.MemfdCreate("ivshmem", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("ivshmem: make the memory: %w", err)
	}
	s := &Server{listener: l, memory: os.NewFile(uintptr(fd), "the shared memory"), changed: make(chan struct{})}
	if err := s.memory.Truncate(Size); err != nil {
		return nil, errors.Join(fmt.Errorf("ivshmem: make the memory: %w", err), s.memory.Close())
	}
	if s.mapped, err = mapFile(s.memory); err != nil {
		return nil, errors.Join(err, s.memory.Close())
	}
	s.running.Go(s.accept)
	return s, nil
}

// Bytes returns the memory.
func (s *Server) Bytes() []byte { return s.mapped }

// Close ends the server, after its clients.
func (s *Server) Close() error {
	err := s.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	s.mu.Lock()
	for _, c := range slices.Concat(s.clients, s.left) {
		err = errors.Join(err, c.close())
	}
	s.clients, s.left = nil, nil
	err = errors.Join(err, s.err)
	s.mu.Unlock()
	s.running.Wait()
	return errors.Join(err, unix.Munmap(s.mapped), s.memory.Close())
}

// close closes the client's connection and its eventfds.
func (c *client) close() error {
	var err error
	if c.conn != nil {
		if err = c.conn.Close(); errors.Is(err, net.ErrClosed) {
			err = nil
		}
	}
	for _, e := range c.events {
		err = errors.Join(err, e.close())
	}
	return err
}

// accept lets clients in.
func (s *Server) accept() {
	for {
		conn, err := s.listener.AcceptUnix()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				s.mu.Lock()
				s.err = fmt.Errorf("ivshmem: accept: %w", err)
				s.mu.Unlock()
			}
			return
		}
		s.mu.Lock()
		c, err := s.welcome(conn)
		s.err = errors.Join(s.err, err)
		s.mu.Unlock()
		if c != nil {
			s.running.Go(func() { s.watch(c) })
		}
	}
}

// welcome greets a new client with its number, the memory and the other clients, and tells those of it. The server is locked.
func (s *Server) welcome(conn *net.UnixConn) (*client, error) {
	if s.opening != nil {
		c := &client{conn: conn, id: stranger}
		err := c.sends(s.opening)
		if s.opening = nil; s.closing {
			return nil, errors.Join(err, conn.Close())
		}
		s.left = append(s.left, c)
		return c, err
	}
	c, err := s.add(conn, Vectors)
	if err != nil {
		return nil, err
	}
	opening := s.Greeting(int64(c.id))
	for _, other := range s.clients {
		if other != c {
			opening = append(opening, other.introduction()...)
		}
	}
	return c, c.sends(append(opening, c.introduction()...))
}

// add makes a client, and tells the others of it. The server is locked.
func (s *Server) add(conn *net.UnixConn, vectors int) (*client, error) {
	c := &client{id: s.given, conn: conn}
	s.given++
	for range vectors {
		e, err := newEventFD()
		if err != nil {
			return nil, errors.Join(err, c.close())
		}
		c.events = append(c.events, e)
	}
	for _, other := range s.clients {
		if err := other.sends(c.introduction()); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	s.clients = append(s.clients, c)
	s.notify()
	return c, nil
}

// introduction returns the messages about a client's vectors: the same to the client itself and to others.
func (c *client) introduction() []Message {
	all := make([]Message, 0, len(c.events))
	for _, e := range c.events {
		all = append(all, Message{int64(c.id), int(e)})
	}
	return all
}

// sends sends messages to a client, but for the test itself, which needs none. One that has gone is no error:
// watch notices it.
func (c *client) sends(all []Message) error {
	if c.conn == nil {
		return nil
	}
	for _, m := range all {
		var rights []byte
		if m.Descriptor != 0 {
			rights = unix.UnixRights(m.Descriptor)
		}
		_, _, err := c.conn.WriteMsgUnix(binary.LittleEndian.AppendUint64(nil, uint64(m.Number)), rights, nil)
		if errors.Is(err, unix.EPIPE) || errors.Is(err, unix.ECONNRESET) || errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("ivshmem: send %d to the client %d: %w", m.Number, c.id, err)
		}
	}
	return nil
}

// watch waits until a client has gone, and tells the others. A client sends nothing.
func (s *Server) watch(c *client) {
	n, err := c.conn.Read(make([]byte, 1))
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > 0 {
		s.err = errors.Join(s.err, fmt.Errorf("ivshmem: the client %d sends, want nothing of it", c.id))
	} else if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, unix.ECONNRESET) && !errors.Is(err, net.ErrClosed) {
		s.err = errors.Join(s.err, fmt.Errorf("ivshmem: client %d: %w", c.id, err))
	}
	s.err = errors.Join(s.err, s.remove(c))
}

// remove forgets a client, unless that was done before, and tells the others. The server is locked.
func (s *Server) remove(c *client) error {
	n := slices.Index(s.clients, c)
	if n < 0 {
		return nil
	}
	s.clients = slices.Delete(s.clients, n, n+1)
	var err error
	if c.conn == nil {
		s.left = append(s.left, c)
	} else {
		err = c.close()
	}
	for _, other := range s.clients {
		err = errors.Join(err, other.sends([]Message{{Number: int64(c.id)}}))
	}
	s.notify()
	return err
}

// notify wakes those who wait. The server is locked.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Open has the server send the next client these messages and no others.
func (s *Server) Open(messages ...Message) { s.open(false, messages) }

// OpenAndClose is [Server.Open] and then the end of the connection.
func (s *Server) OpenAndClose(messages ...Message) { s.open(true, messages) }

func (s *Server) open(closes bool, messages []Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opening, s.closing = append([]Message{}, messages...), closes
}

// Greeting returns the first three messages to a client of an ID.
func (s *Server) Greeting(id int64) []Message {
	return []Message{{Number: version}, {Number: id}, {theMemory, int(s.memory.Fd())}}
}

// find returns a client that has come.
func (s *Server) find(id int) (*client, error) {
	for _, c := range s.clients {
		if c.id == id {
			return c, nil
		}
	}
	return nil, fmt.Errorf("ivshmem: the server has no client %d", id)
}

// Wait waits until so many clients are there, the test's among them.
func (s *Server) Wait(ctx context.Context, clients int) error {
	ctx, cancel := context.WithTimeout(ctx, qtest.DefaultWaitTimeout)
	defer cancel()
	for {
		s.mu.Lock()
		n, changed := len(s.clients), s.changed
		s.mu.Unlock()
		if n == clients {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("ivshmem: wait for %d clients: there are %d: %w", clients, n, ctx.Err())
		case <-changed:
		}
	}
}

// Send sends a message to a client.
func (s *Server) Send(id int, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(id)
	if err != nil {
		return err
	}
	return c.sends([]Message{m})
}

// Settle waits until a client has done what earlier messages say. It sends the client one vector more than it
// is configured for: the client closes that descriptor.
func (s *Server) Settle(ctx context.Context, id int) error {
	ours, theirs, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("ivshmem: %w", err)
	}
	defer func() { _ = ours.Close() }()
	err = s.Send(id, Message{int64(id), int(theirs.Fd())})
	if err = errors.Join(err, theirs.Close()); err != nil {
		return err
	}
	if err := ours.SetReadDeadline(until(ctx)); err != nil {
		return fmt.Errorf("ivshmem: %w", err)
	}
	if _, err := ours.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("ivshmem: wait until the client %d has closed a vector too many: %w", id, err)
	}
	return nil
}

// until returns the deadline of a wait.
func until(ctx context.Context) time.Time {
	at := time.Now().Add(qtest.DefaultWaitTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(at) {
		return d
	}
	return at
}

// Disconnect closes the connection to a client, which stays a client for the others.
func (s *Server) Disconnect(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(id)
	if err != nil {
		return err
	}
	s.clients = slices.DeleteFunc(s.clients, func(o *client) bool { return o == c })
	s.notify()
	return c.close()
}
