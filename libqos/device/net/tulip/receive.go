package tulip

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Received is the status of a received frame (the manual, section 4.2.2.1
// "Receive Descriptor 0").
type Received uint32

// Fields of [Received].
const (
	LastDescriptor  Received = 1 << 8
	FirstDescriptor Received = 1 << 9
	MulticastFrame  Received = 1 << 10
	RuntFrame       Received = 1 << 11
	ErrorSummary    Received = errorSummary
	FilteringFail   Received = 1 << 30
	frameLength              = 16 // shift
	frameLengthMask          = 0x3fff
)

// Length returns the length of the frame in bytes, with its frame check sequence.
// It is that of the last descriptor's status.
func (r Received) Length() int { return int(r >> frameLength & frameLengthMask) }

// String names the bits that are set.
func (r Received) String() string {
	return reg.Format(r, []reg.Bit[Received]{
		{Mask: LastDescriptor, Name: "LS"}, {Mask: FirstDescriptor, Name: "FS"}, {Mask: MulticastFrame, Name: "MF"},
		{Mask: RuntFrame, Name: "RF"}, {Mask: ErrorSummary, Name: "ES"}, {Mask: FilteringFail, Name: "FF"},
	})
}

// FCS is the length of the frame check sequence, in bytes.
const FCS = 4

// Receiver is a list of receive descriptors with their buffers.
type Receiver struct {
	list
	sizes   [2]int
	buffers uint64   // guest-physical address of those of descriptor 0, the others behind
	seen    []filled // from descriptor oldest on
	oldest  int
}

// filled is what a descriptor that the controller has handed back says, and what is in
// its buffers.
type filled struct {
	status Received
	data   []byte
}

// OpenRX sets up a list of n receive descriptors with buffers of the sizes, in
// bytes and multiples of four, and starts the receive process. In a chain there is
// only the first.
func (d *Device) OpenRX(ctx context.Context, n int, f Format, first, second int) (*Receiver, error) {
	if first > maxBuffer || second > maxBuffer || f == Chain && second != 0 {
		return nil, fmt.Errorf("tulip: open receiver: buffers of %d and %d bytes: %w", first, second, ErrFragment)
	}
	l, err := d.newList(ctx, n, f)
	if err != nil {
		return nil, fmt.Errorf("tulip: open receiver: %w", err)
	}
	r := &Receiver{list: *l, sizes: [2]int{first, second}}
	if r.buffers, err = d.Machine.Alloc.Alloc(uint64(n*r.size()), 4); err != nil {
		return nil, fmt.Errorf("tulip: open receiver: %w", err)
	}
	for range n {
		r.refill()
	}
	const empty = 0xee
	err = errors.Join(
		d.Machine.Memset(ctx, r.buffers, uint64(n*r.size()), empty),
		r.give(ctx),
		CSR3.Write(ctx, d.Regs, uint32(l.base)),
		d.SetMode(ctx, 0, StartReceive),
		CSR2.Write(ctx, d.Regs, 1),
	)
	if err != nil {
		return nil, fmt.Errorf("tulip: open receiver: %w", err)
	}
	return r, nil
}

// size is the size of both buffers of a descriptor.
func (r *Receiver) size() int { return r.sizes[0] + r.sizes[1] }

// buffer returns the address of the first buffer of a descriptor; the second is behind
// it.
func (r *Receiver) buffer(i int) uint64 { return r.buffers + uint64(i*r.size()) }

// refill makes the next descriptor with its buffers ready.
func (r *Receiver) refill() {
	first := r.buffer(r.next)
	r.fill(uint32(r.sizes[0])|uint32(r.sizes[1])<<size2, first, first+uint64(r.sizes[0]))
}

// Receive waits for a frame and returns it, without its frame check sequence, and
// the status of its first and last descriptor joined. The descriptors are handed to
// the controller again.
func (r *Receiver) Receive(ctx context.Context) ([]byte, Received, error) {
	var frame []byte
	var status Received
	for status&LastDescriptor == 0 {
		if len(r.seen) == 0 {
			if err := errors.Join(r.give(ctx), r.see(ctx)); err != nil {
				return frame, status, fmt.Errorf("tulip: receive: %w", err)
			}
		}
		next := r.seen[0]
		if first := next.status&FirstDescriptor != 0; first != (status == 0) {
			return frame, status, fmt.Errorf("tulip: receive: descriptor %d has status %v after %v", r.oldest, next.status, status)
		}
		frame = append(frame, next.data...)
		status |= next.status
		r.seen = r.seen[1:]
		r.oldest = (r.oldest + 1) % r.n
		r.refill()
		if next.status&LastDescriptor == 0 {
			continue
		}
		n := next.status.Length() - FCS
		if n < 0 || n > len(frame) {
			return frame, status, fmt.Errorf("tulip: receive: a frame of %d bytes in buffers of %d", n, len(frame))
		}
		frame = frame[:n]
	}
	return frame, status, errors.Join(r.give(ctx), CSR2.Write(ctx, r.d.Regs, 1))
}

// see waits until the controller has handed the oldest descriptor back, and keeps what
// it and those behind it have that were handed back as well.
func (r *Receiver) see(ctx context.Context) error {
	status, err := r.await(ctx, "receive", r.oldest)
	if err != nil {
		return err
	}
	for n := range r.n {
		i := (r.oldest + n) % r.n
		if status[i]&own != 0 {
			break
		}
		r.seen = append(r.seen, filled{status: Received(status[i])})
	}
	for from := 0; from < len(r.seen); {
		first := (r.oldest + from) % r.n
		n := min(len(r.seen)-from, r.n-first)
		block := make([]byte, n*r.size())
		if err := r.d.Machine.ReadMemory(ctx, r.buffer(first), block); err != nil {
			return err
		}
		for i := range n {
			r.seen[from+i].data = block[i*r.size() : (i+1)*r.size()]
		}
		from += n
	}
	return nil
}

// Close stops the receive process and gives all memory back.
func (r *Receiver) Close(ctx context.Context) error {
	return errors.Join(
		r.d.SetMode(ctx, StartReceive, 0),
		r.d.Machine.Alloc.Free(r.buffers),
		r.d.Machine.Alloc.Free(r.base),
	)
}
