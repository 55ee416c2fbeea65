package tulip

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/reg"
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
	buffers [][2]uint64 // of each descriptor
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
	for i := range n {
		var b [2]uint64
		for k, size := range r.sizes {
			if b[k], err = d.Machine.Alloc.Alloc(uint64(size), 4); err != nil {
				return nil, fmt.Errorf("tulip: open receiver: %w", err)
			}
		}
		r.buffers = append(r.buffers, b)
		if err := r.refill(ctx, i); err != nil {
			return nil, fmt.Errorf("tulip: open receiver: %w", err)
		}
	}
	err = errors.Join(
		CSR3.Write(ctx, d.Regs, uint32(l.base)),
		CSR6.Modify(ctx, d.Regs, 0, StartReceive),
		CSR2.Write(ctx, d.Regs, 1),
	)
	if err != nil {
		return nil, fmt.Errorf("tulip: open receiver: %w", err)
	}
	return r, nil
}

// refill hands descriptor i with its empty buffers to the controller.
func (r *Receiver) refill(ctx context.Context, i int) error {
	var errs []error
	for k, size := range r.sizes {
		errs = append(errs, r.d.Machine.Memset(ctx, r.buffers[i][k], uint64(max(size, 1)), 0xee))
	}
	control := uint32(r.sizes[0]) | uint32(r.sizes[1])<<size2
	return errors.Join(append(errs, r.give(ctx, i, 0, control, r.buffers[i][0], r.buffers[i][1]))...)
}

// Receive waits for a frame and returns it, without its frame check sequence, and
// the status of its first and last descriptor joined. The descriptors are handed to
// the controller again.
func (r *Receiver) Receive(ctx context.Context) ([]byte, Received, error) {
	var frame []byte
	var status Received
	for {
		i := r.next
		v, err := r.await(ctx, "receive", i)
		if err != nil {
			return frame, status, fmt.Errorf("tulip: receive: %w", err)
		}
		last := Received(v)
		if first := last&FirstDescriptor != 0; first != (status == 0) {
			return frame, status, fmt.Errorf("tulip: receive: descriptor %d has status %v after %v", i, last, status)
		}
		for k, size := range r.sizes {
			b := make([]byte, size)
			if err := r.d.Machine.ReadMemory(ctx, r.buffers[i][k], b); err != nil {
				return frame, status, fmt.Errorf("tulip: receive: %w", err)
			}
			frame = append(frame, b...)
		}
		if err := r.refill(ctx, i); err != nil {
			return frame, status, fmt.Errorf("tulip: receive: %w", err)
		}
		r.next = (i + 1) % r.n
		status |= last
		if last&LastDescriptor == 0 {
			continue
		}
		n := last.Length() - FCS
		if n < 0 || n > len(frame) {
			return frame, status, fmt.Errorf("tulip: receive: a frame of %d bytes in buffers of %d", n, len(frame))
		}
		return frame[:n], status, CSR2.Write(ctx, r.d.Regs, 1)
	}
}

// Pending reports whether the controller has handed the next descriptor back.
func (r *Receiver) Pending(ctx context.Context) (bool, error) {
	v, err := r.word(r.next, 0).Read(ctx, r.space())
	return v&own == 0, err
}

// Close stops the receive process and gives all memory back.
func (r *Receiver) Close(ctx context.Context) error {
	errs := []error{CSR6.Modify(ctx, r.d.Regs, StartReceive, 0)}
	for _, b := range r.buffers {
		errs = append(errs, r.d.Machine.Alloc.Free(b[0]), r.d.Machine.Alloc.Free(b[1]))
	}
	return errors.Join(append(errs, r.d.Machine.Alloc.Free(r.base))...)
}
