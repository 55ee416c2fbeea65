package intelnic

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Block is the offset of the registers of a descriptor queue. Transmit and receive
// queues of all controllers have them in the same order.
type Block uint64

// BAL is the Descriptor Base Address Low register of the queue.
func (b Block) BAL() reg.Reg[uint32] { return reg.Reg[uint32](b) }

// BAH is the Descriptor Base Address High register.
func (b Block) BAH() reg.Reg[uint32] { return reg.Reg[uint32](b + 0x04) }

// LEN is the Descriptor Length register: the ring's size in bytes, a multiple
// of 128.
func (b Block) LEN() reg.Reg[uint32] { return reg.Reg[uint32](b + 0x08) }

// Head is the Descriptor Head register, which the controller advances.
func (b Block) Head() reg.Reg[uint32] { return reg.Reg[uint32](b + 0x10) }

// Tail is the Descriptor Tail register, which software advances: one beyond the last
// descriptor that the controller owns.
func (b Block) Tail() reg.Reg[uint32] { return reg.Reg[uint32](b + 0x18) }

// DCTL is the Descriptor Control register, RXDCTL or TXDCTL.
func (b Block) DCTL() reg.Reg[DescriptorControl] { return reg.Reg[DescriptorControl](b + 0x28) }

// DescriptorControl is RXDCTL or TXDCTL. Besides [DescriptorEnable] it has
// thresholds: prefetch in 5:0, host in 13:8, write-back in 21:16.
type DescriptorControl uint32

// DescriptorEnable runs a queue of the 82576.
const DescriptorEnable DescriptorControl = 1 << 25

// DescriptorSize is the size of every descriptor, in bytes.
const DescriptorSize = 16

// Descriptor is a descriptor as laid out in guest memory.
type Descriptor [DescriptorSize]byte

// Put64 sets the 64-bit word at byte i.
func (d *Descriptor) Put64(i int, v uint64) { binary.LittleEndian.PutUint64(d[i:], v) }

// Put32 sets the 32-bit word at byte i.
func (d *Descriptor) Put32(i int, v uint32) { binary.LittleEndian.PutUint32(d[i:], v) }

// Word16 returns the 16-bit word at byte i.
func (d *Descriptor) Word16(i int) uint16 { return binary.LittleEndian.Uint16(d[i:]) }

// Word32 returns the 32-bit word at byte i.
func (d *Descriptor) Word32(i int) uint32 { return binary.LittleEndian.Uint32(d[i:]) }

// Errors that the ring's errors wrap.
var (
	ErrRingSize = errors.New("want a multiple of 8 descriptors, from 8 to 4096")
	ErrRingFull = errors.New("the ring has no free descriptor")
)

// Ring is a circular buffer of descriptors in guest memory, with the registers that
// describe it to the controller. Software always owns one descriptor: head equal to
// tail means empty.
type Ring struct {
	c     *Controller
	block Block
	base  uint64 // guest-physical
	size  int    // in descriptors
	tail  int    // index of the next descriptor that software fills
	ready []byte // the descriptors before tail that are not in guest memory yet
	clean int    // index of the oldest descriptor in use
}

// NewRing allocates a ring of size descriptors, all zero, and writes its address to
// the controller. It sets head and tail to zero.
func NewRing(ctx context.Context, c *Controller, block Block, size int) (*Ring, error) {
	if size < 8 || size > 4096 || size%8 != 0 {
		return nil, fmt.Errorf("intelnic: ring of %d descriptors: %w", size, ErrRingSize)
	}
	base, err := c.Machine.AllocZeroed(ctx, uint64(size)*DescriptorSize, 128)
	if err != nil {
		return nil, fmt.Errorf("intelnic: ring of %d descriptors: %w", size, err)
	}
	r := &Ring{c: c, block: block, base: base, size: size}
	for _, w := range []struct {
		r reg.Reg[uint32]
		v uint32
	}{
		{block.BAL(), uint32(base)},
		{block.BAH(), uint32(base >> 32)},
		{block.LEN(), uint32(size) * DescriptorSize},
		{block.Head(), 0},
		{block.Tail(), 0},
	} {
		if err := w.r.Write(ctx, c.Regs, w.v); err != nil {
			return nil, errors.Join(fmt.Errorf("intelnic: set up a ring: %w", err), r.Close())
		}
	}
	return r, nil
}

// Close frees the ring's memory. The queue must have been stopped.
func (r *Ring) Close() error { return r.c.Machine.Alloc.Free(r.base) }

// Block returns the offset of the queue's registers.
func (r *Ring) Block() Block { return r.block }

// Size returns the number of descriptors.
func (r *Ring) Size() int { return r.size }

// Free returns the number of descriptors that software may fill.
func (r *Ring) Free() int { return r.size - 1 - r.Used() }

// Used returns the number of descriptors that software has filled and not taken back.
func (r *Ring) Used() int { return (r.tail - r.clean + r.size) % r.size }

// Push puts a descriptor at the tail and returns its index. [Ring.Kick] writes it to
// guest memory and shows it to the controller.
func (r *Ring) Push(d Descriptor) (int, error) {
	if r.Free() == 0 {
		return 0, fmt.Errorf("intelnic: ring at %#x: %w", r.base, ErrRingFull)
	}
	i := r.tail
	r.ready = append(r.ready, d[:]...)
	r.tail = (i + 1) % r.size
	return i, nil
}

// Kick writes the pushed descriptors, adjacent ones in one block, and the tail
// register.
func (r *Ring) Kick(ctx context.Context) error {
	n := len(r.ready) / DescriptorSize
	for _, s := range r.spans((r.tail-n+r.size)%r.size, n) {
		block := r.ready[:s.n*DescriptorSize]
		if err := r.c.Machine.WriteMemory(ctx, r.address(s.first), block); err != nil {
			return fmt.Errorf("intelnic: write %d descriptors of the ring at %#x from index %d: %w", s.n, r.base, s.first, err)
		}
		r.ready = r.ready[len(block):]
	}
	return r.block.Tail().Write(ctx, r.c.Regs, uint32(r.tail))
}

// span is a range of descriptors that does not wrap around.
type span struct{ first, n int }

// spans returns the spans of n descriptors, starting at first.
func (r *Ring) spans(first, n int) []span {
	switch straight := r.size - first; {
	case n == 0:
		return nil
	case n > straight:
		return []span{{first, straight}, {0, n - straight}}
	}
	return []span{{first, n}}
}

func (r *Ring) address(i int) uint64 { return r.base + uint64(i)*DescriptorSize }

// smallRing is the number of descriptors that a read gets as fast as a few.
const smallRing = 64

// look returns n descriptors, starting at first. It reads them in one block, or in
// two if they wrap around a ring that is not small.
func (r *Ring) look(ctx context.Context, first, n int) ([]Descriptor, error) {
	spans := r.spans(first, n)
	if len(spans) > 1 && r.size <= smallRing {
		spans = []span{{0, r.size}}
	}
	all := make([]Descriptor, r.size)
	for _, s := range spans {
		block := make([]byte, s.n*DescriptorSize)
		if err := r.c.Machine.ReadMemory(ctx, r.address(s.first), block); err != nil {
			return nil, fmt.Errorf("intelnic: read %d descriptors of the ring at %#x from index %d: %w", s.n, r.base, s.first, err)
		}
		for i := range s.n {
			all[s.first+i] = Descriptor(block[i*DescriptorSize:])
		}
	}
	return append(all[first:], all[:first]...)[:n], nil
}

// Oldest returns the index of the oldest descriptor in use.
func (r *Ring) Oldest() int { return r.clean }

// Pop takes the oldest descriptor back.
func (r *Ring) Pop() { r.clean = (r.clean + 1) % r.size }

// Read returns the descriptor with that index.
func (r *Ring) Read(ctx context.Context, i int) (d Descriptor, err error) {
	if err := r.c.Machine.ReadMemory(ctx, r.address(i), d[:]); err != nil {
		return d, fmt.Errorf("intelnic: read descriptor %d of the ring at %#x: %w", i, r.base, err)
	}
	return d, nil
}
