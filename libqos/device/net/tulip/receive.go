package tulip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// Received is the status of a received frame (the manual, section 4.2.2.1
// "Receive Descriptor 0").
type Received uint32

// Fields of [Received].
//
//qgraph:bits
const (
	LastDescriptor  Received = 1 << 8       // "LS"
	FirstDescriptor Received = 1 << 9       // "FS"
	MulticastFrame  Received = 1 << 10      // "MF"
	RuntFrame       Received = 1 << 11      // "RF"
	ErrorSummary    Received = errorSummary // "ES"
	FilteringFail   Received = 1 << 30      // "FF"
	frameLength              = 16           // shift
	frameLengthMask          = 0x3fff
)

// Length returns the length of the frame in bytes, with its frame check sequence. It
// is valid in the status of the last descriptor.
func (r Received) Length() int { return int(r >> frameLength & frameLengthMask) }

// FCS is the length of the frame check sequence, in bytes.
const FCS = 4

// Receiver is a list of receive descriptors with their buffers.
type Receiver struct {
	list
	sizes   [2]int
	buffers uint64   // guest-physical address of descriptor 0's buffers; the others follow
	seen    []filled // starting at descriptor oldest
	oldest  int
	content []byte // of all buffers, as it was read last
	FCS     []byte // the frame check sequence of the last frame
}

// ErrBehind means that the controller has written behind a frame.
var ErrBehind = errors.New("the controller has written behind the frame")

// filled is the status of a descriptor that the controller has handed back, with the
// data in its buffers.
type filled struct {
	status Received
	data   []byte
	before []byte // the content of the buffers before that
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
	const empty = 0xee
	r := &Receiver{list: *l, sizes: [2]int{first, second}}
	r.content = bytes.Repeat([]byte{empty}, n*r.size())
	if r.buffers, err = d.Machine.Alloc.Alloc(uint64(n*r.size()), 4); err != nil {
		return nil, fmt.Errorf("tulip: open receiver: %w", err)
	}
	for range n {
		r.refill()
	}
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

// buffer returns the address of the first buffer of a descriptor. The second follows
// it.
func (r *Receiver) buffer(i int) uint64 { return r.buffers + uint64(i*r.size()) }

// refill prepares the next descriptor with its buffers.
func (r *Receiver) refill() {
	first := r.buffer(r.next)
	r.fill(uint32(r.sizes[0])|uint32(r.sizes[1])<<size2, first, first+uint64(r.sizes[0]))
}

// Receive waits for a frame and returns it, without its frame check sequence, and
// the status of its first and last descriptor joined. It hands the descriptors to the
// controller again.
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
			return frame, status, fmt.Errorf("tulip: receive: got descriptor %d with status %v after %v", r.oldest, next.status, status)
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
		if n < 0 || n+FCS > len(frame) {
			return frame, status, fmt.Errorf("tulip: receive: got a frame of %d bytes in buffers of %d bytes", n, len(frame))
		}
		if err := r.behind(len(frame), n+FCS, next); err != nil {
			return frame, status, fmt.Errorf("tulip: receive: %w", err)
		}
		r.FCS, frame = frame[n:n+FCS], frame[:n]
	}
	return frame, status, errors.Join(r.give(ctx), CSR2.Write(ctx, r.d.Regs, 1))
}

// behind checks the buffers of the last descriptor of a frame behind its n bytes, of which size is the room.
func (r *Receiver) behind(size, n int, last filled) error {
	used := len(last.data) - (size - n)
	if !bytes.Equal(last.data[used:], last.before[used:]) {
		return fmt.Errorf("%d bytes: %w", n, ErrBehind)
	}
	return nil
}

// Pending reports whether the controller has handed back the oldest descriptor.
func (r *Receiver) Pending(ctx context.Context) (bool, error) {
	if len(r.seen) > 0 {
		return true, nil
	}
	status, err := r.look(ctx)
	return err == nil && status[r.oldest]&own == 0, err
}

// see waits until the controller has handed back the oldest descriptor. It keeps the
// content of that descriptor and of all later ones handed back.
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
			f := &r.seen[from+i]
			content := r.content[(first+i)*r.size():][:r.size()]
			f.data, f.before = block[i*r.size():(i+1)*r.size()], bytes.Clone(content)
			copy(content, f.data)
		}
		from += n
	}
	return nil
}

// Close stops the receive process and frees all memory.
func (r *Receiver) Close(ctx context.Context) error {
	return errors.Join(
		r.d.SetMode(ctx, StartReceive, 0),
		r.d.Machine.Alloc.Free(r.buffers),
		r.d.Machine.Alloc.Free(r.base),
	)
}
