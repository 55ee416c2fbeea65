package vhostuser

import (
	"encoding/binary"
	"fmt"
)

// ring is the device's side of a virtqueue in mapped memory.
type ring interface {
	// next takes the next available chain; nil if there is none. Then the ring
	// requests a notification of the next one.
	next() (*Chain, error)
	// put writes a used chain and the number of bytes written to the ring.
	put(c *Chain, size uint32) error
	// publish shows the driver the chains that were put, and reports whether it
	// wants an interrupt for them.
	publish() (interrupt bool, err error)
	// base returns the indices for GET_VRING_BASE as if those chains, the last
	// ones taken, had not been taken.
	base(back []*Chain) uint32
}

// Flags of a descriptor (virtio 1.3, section 2.7.5 "The Virtqueue Descriptor Table"
// and section 2.8.13 "The Virtqueue Descriptor").
const (
	descNext     = 1 << 0 // VIRTQ_DESC_F_NEXT
	descWrite    = 1 << 1 // VIRTQ_DESC_F_WRITE
	descIndirect = 1 << 2 // VIRTQ_DESC_F_INDIRECT
	descAvail    = 1 << 7 // VIRTQ_DESC_F_AVAIL, packed only
	descUsed     = 1 << 15
	descSize     = 16 // bytes
)

// maxChain is the largest number of buffers of a chain with an indirect table, the
// largest size of a queue (virtio 1.3, section 2.7.5.3.1 "Driver Requirements:
// Indirect Descriptors").
const maxChain = 32768

// descriptor is an entry of a descriptor table, or of a packed ring.
type descriptor struct {
	addr  uint64
	size  uint32
	flags uint16
	next  uint16 // index; in a packed ring the buffer's number is there
}

// parseDescriptor reads an entry of a split ring.
func parseDescriptor(b []byte, order binary.ByteOrder) descriptor {
	return descriptor{order.Uint64(b[0:]), order.Uint32(b[8:]), order.Uint16(b[12:]), order.Uint16(b[14:])}
}

// parsePacked reads an entry of a packed ring.
func parsePacked(b []byte, order binary.ByteOrder) descriptor {
	return descriptor{order.Uint64(b[0:]), order.Uint32(b[8:]), order.Uint16(b[14:]), order.Uint16(b[12:])}
}

// append adds a buffer to the chain.
func (c *Chain) append(d descriptor) error {
	s := segment{d.addr, uint64(d.size)}
	switch {
	case d.flags&descWrite != 0:
		c.write = append(c.write, s)
	case len(c.write) > 0:
		return fmt.Errorf("%w: chain %d: a device-readable buffer follows a device-writable one", ErrRing, c.id)
	default:
		c.read = append(c.read, s)
	}
	if len(c.read)+len(c.write) > maxChain {
		return fmt.Errorf("%w: chain %d: more than %d buffers", ErrRing, c.id, maxChain)
	}
	return nil
}

// table returns the indirect table to which a descriptor refers.
func (c *Chain) table(d descriptor) ([]byte, error) {
	s := c.queue.session
	switch {
	case s.features&FeatureIndirectDesc == 0:
		return nil, fmt.Errorf("%w: chain %d: an indirect descriptor without INDIRECT_DESC", ErrRing, c.id)
	case d.flags&descNext != 0 || d.size == 0 || d.size%descSize != 0 || d.size/descSize > maxChain:
		return nil, fmt.Errorf("%w: chain %d: an indirect descriptor with flags %#x and a table of %d bytes", ErrRing, c.id, d.flags, d.size)
	}
	var table []byte
	err := s.each(segment{d.addr, uint64(d.size)}, func(part []byte, _ uint64) error {
		table = append(table, part...)
		return nil
	})
	return table, err
}
