package vhostuser

import (
	"errors"
	"fmt"
	"io"
)

// Errors that this package's errors wrap.
var (
	// ErrStopped is the error of an operation on a chain after its queue was
	// stopped or its front end was gone.
	ErrStopped = errors.New("the queue was stopped")
	// ErrRing is the error of a ring that does not follow the virtio
	// specification, or lies outside the shared memory.
	ErrRing = errors.New("invalid ring")
)

// Chain is a chain of buffers that the driver has made available. It belongs to the
// back end until Use.
type Chain struct {
	queue   *Queue
	id      uint16 // of its head descriptor; in a packed ring of the buffer
	count   uint16 // descriptors of the ring that it takes
	turn    uint16 // number of the chain in the order of the ring, modulo 65536
	read    []segment
	write   []segment
	written uint64 // bytes
	dead    bool   // used, or its queue was stopped
}

// segment is a buffer of a chain.
type segment struct{ addr, size uint64 }

func total(segments []segment) (n uint64) {
	for _, s := range segments {
		n += s.size
	}
	return n
}

// Queue returns the queue of the chain.
func (c *Chain) Queue() *Queue { return c.queue }

// ID returns the number by which the driver knows the chain: of its first
// descriptor, or, in a packed ring, of the buffer.
func (c *Chain) ID() uint16 { return c.id }

// Descriptors returns the number of buffers that the device reads and that it may
// write.
func (c *Chain) Descriptors() (readable, writable int) { return len(c.read), len(c.write) }

// Room returns how many bytes of the chain are not yet written.
func (c *Chain) Room() int { return int(total(c.write) - c.written) }

// Bytes returns the device-readable bytes of the chain.
func (c *Chain) Bytes() ([]byte, error) {
	s := c.queue.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.dead {
		return nil, c.queue.wrap("read a chain of", ErrStopped)
	}
	var b []byte
	for _, seg := range c.read {
		err := s.each(seg, func(part []byte, _ uint64) error {
			b = append(b, part...)
			return nil
		})
		if err != nil {
			return nil, s.end(c.queue.wrap("read a chain of", err))
		}
	}
	return b, nil
}

// Write writes bytes behind those already written. If not all of them fit, it writes
// none, and the error wraps io.ErrShortWrite.
func (c *Chain) Write(p []byte) error {
	s := c.queue.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.dead {
		return c.queue.wrap("write to a chain of", ErrStopped)
	}
	if room := total(c.write) - c.written; uint64(len(p)) > room {
		return c.queue.wrap("write to a chain of", fmt.Errorf("%w: %d bytes, want at most %d", io.ErrShortWrite, len(p), room))
	}
	skip := c.written
	c.written += uint64(len(p))
	for _, seg := range c.write {
		if skip >= seg.size {
			skip -= seg.size
			continue
		}
		seg = segment{seg.addr + skip, min(seg.size-skip, uint64(len(p)))}
		skip = 0
		err := s.each(seg, func(part []byte, addr uint64) error {
			p = p[copy(part, p):]
			s.wrote(part)
			return s.changedMemory(addr, uint64(len(part)))
		})
		if err != nil {
			return s.end(c.queue.wrap("write to a chain of", err))
		}
	}
	return nil
}

// Use gives the chain back to the driver, with the number of bytes written, and
// interrupts the driver if it wants that.
func (c *Chain) Use() error { return c.queue.Use(c) }

// each calls f with each piece of a buffer, which may extend over several regions,
// and its guest address.
func (s *Session) each(seg segment, f func(part []byte, addr uint64) error) error {
	for seg.size > 0 {
		part, err := s.memory.guest(seg.addr, seg.size)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRing, err)
		}
		if err := f(part, seg.addr); err != nil {
			return err
		}
		seg.addr += uint64(len(part))
		seg.size -= uint64(len(part))
	}
	return nil
}

// changedMemory marks guest memory as changed if the front end asks for that.
func (s *Session) changedMemory(addr, size uint64) error {
	if s.features&FeatureLogAll == 0 {
		return nil
	}
	return s.log.mark(addr, size)
}
