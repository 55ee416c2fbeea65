package chain

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Own is the bit of the first word that gives a descriptor to the controller.
const Own = 1 << 31

// size is that of a descriptor, in bytes.
const size = 16

// Empty is the value of each byte of a buffer before it is used.
const Empty = 0xee

// Ring is a list of descriptors, of which the last leads to the first.
type Ring struct {
	N       int // of descriptors
	machine *guest.Machine
	room    int // bytes of a buffer
	base    uint64
	buffers uint64
}

// Open allocates n descriptors with buffers of room bytes each. All descriptors hold zeros.
func Open(ctx context.Context, m *guest.Machine, n, room int) (*Ring, error) {
	base, err := m.AllocZeroed(ctx, uint64(n*size), size)
	if err != nil {
		return nil, fmt.Errorf("chain: %w", err)
	}
	buffers, err := m.Alloc.Alloc(uint64(n*room), size)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("chain: %w", err), m.Alloc.Free(base))
	}
	r := &Ring{N: n, machine: m, room: room, base: base, buffers: buffers}
	return r, m.Memset(ctx, buffers, uint64(n*room), Empty)
}

// Descriptor returns the address of descriptor n, counted on around the ring.
func (r *Ring) Descriptor(n int) uint32 { return uint32(r.base) + uint32(n%r.N*size) }

// Buffer returns the address of the buffer of descriptor n, counted on around the ring.
func (r *Ring) Buffer(n int) uint32 { return uint32(r.buffers) + uint32(n%r.N*r.room) }

// Put writes descriptor n.
func (r *Ring) Put(ctx context.Context, n int, words [4]uint32) error {
	p := make([]byte, 0, size)
	for _, w := range words {
		p = binary.LittleEndian.AppendUint32(p, w)
	}
	return r.machine.WriteMemory(ctx, uint64(r.Descriptor(n)), p)
}

// Get reads descriptor n.
func (r *Ring) Get(ctx context.Context, n int) (words [4]uint32, err error) {
	p := make([]byte, size)
	err = r.machine.ReadMemory(ctx, uint64(r.Descriptor(n)), p)
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(p[4*i:])
	}
	return words, err
}

// Await waits until the controller gives descriptor n back, and returns it.
func (r *Ring) Await(ctx context.Context, what string, n int) (words [4]uint32, err error) {
	err = r.machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		words, err = r.Get(ctx, n)
		return words[0]&Own == 0, err
	})
	return words, err
}

// Fill writes a frame to the buffer of descriptor n.
func (r *Ring) Fill(ctx context.Context, n int, frame []byte) error {
	if len(frame) > r.room {
		return fmt.Errorf("chain: a frame of %d bytes, want %d at most", len(frame), r.room)
	}
	return r.machine.WriteMemory(ctx, uint64(r.Buffer(n)), frame)
}

// ErrBehind means that the controller has written behind a frame.
var ErrBehind = errors.New("the controller has written behind the frame")

// Take reads the frame of n bytes in the buffer of a descriptor, and empties the buffer.
func (r *Ring) Take(ctx context.Context, descriptor, n int) ([]byte, error) {
	if n < 0 || n > r.room {
		return nil, fmt.Errorf("chain: a frame of %d bytes in a buffer of %d", n, r.room)
	}
	p := make([]byte, r.room)
	if err := r.machine.ReadMemory(ctx, uint64(r.Buffer(descriptor)), p); err != nil {
		return nil, err
	}
	for _, b := range p[n:] {
		if b != Empty {
			return nil, fmt.Errorf("chain: a frame of %d bytes: %w", n, ErrBehind)
		}
	}
	return p[:n], r.machine.Memset(ctx, uint64(r.Buffer(descriptor)), uint64(n), Empty)
}

// Close frees the memory.
func (r *Ring) Close() error {
	return errors.Join(r.machine.Alloc.Free(r.base), r.machine.Alloc.Free(r.buffers))
}
