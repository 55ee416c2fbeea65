package ivshmem

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Peer is the test as a client.
type Peer struct {
	s *Server
	c *client
}

// Join makes the test a client with so many vectors. The other clients are told.
func (s *Server) Join(vectors int) (*Peer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.add(nil, vectors)
	if err != nil {
		return nil, err
	}
	return &Peer{s, c}, nil
}

// ID returns the client's ID.
func (p *Peer) ID() int { return p.c.id }

// Leave ends the client. The others are told.
func (p *Peer) Leave() error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.remove(p.c)
}

// Rung returns whether a vector was rung since the last call.
func (p *Peer) Rung(vector int) (bool, error) { return p.c.events[vector].take() }

// Ring interrupts a client, and waits until it has taken the interrupt.
func (s *Server) Ring(ctx context.Context, id, vector int) error {
	e, err := s.vector(id, vector)
	if err != nil {
		return err
	}
	err = e.ring(ctx)
	if err = errors.Join(err, e.close()); err != nil {
		return fmt.Errorf("ivshmem: ring vector %d of the client %d: %w", vector, id, err)
	}
	return nil
}

// vector returns a copy of the eventfd of a client's vector, which may go while it is used.
func (s *Server) vector(id, vector int) (eventFD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(id)
	if err != nil {
		return 0, err
	}
	fd, err := unix.FcntlInt(uintptr(c.events[vector]), unix.F_DUPFD_CLOEXEC, 0)
	return eventFD(fd), err
}

// Introduce tells a client of the peer's first vector under another ID.
func (p *Peer) Introduce(client, id int) error {
	return p.s.Send(client, Message{int64(id), int(p.c.events[0])})
}

// Bell returns a function that rings a vector of a client, also when the server has forgotten it.
func (s *Server) Bell(id, vector int) (func(ctx context.Context) error, error) {
	e, err := s.vector(id, vector)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return errors.Join(e.ring(ctx), e.close()) }, nil
}
