package pcnet

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Untouched is the value of the bytes of receive buffers that the controller has not
// written.
const Untouched = 0xee

// fcs is the length of the frame check sequence, in bytes.
const fcs = 4

// maxBuffer is the size of the largest buffer, in bytes: BCNT has 12 bits.
const maxBuffer = 4095

// Errors of transfers.
var (
	ErrRingFull   = errors.New("the ring has no free descriptor")
	ErrFrame      = errors.New("the controller reports an error")
	ErrDescriptor = errors.New("the controller has changed a field of a descriptor that is the driver's")
	ErrBehind     = errors.New("the controller has written behind a frame")
)

// Port is a controller with both rings.
type Port struct {
	d             *Device
	setup         Setup
	send, receive *ring
	block         uint64   // the initialization block
	buffers       uint64   // of the receive ring, in its order
	contents      [][]byte // of each, as it was read last
	posted        []uint64
	Last          Received // the last received frame
}

// Received is a received frame.
type Received struct {
	Data        []byte // without its FCS
	FCS         []byte
	Flags       Flags // of all its descriptors, joined
	Descriptors int
	Index       int // of its first descriptor
}

// Buffers returns the address of the receive buffers, in the order of the ring, and the
// size of each.
func (p *Port) Buffers() (addr uint64, size int) { return p.buffers, p.setup.Buffer }

// Room returns the number of frames that both rings hold.
func (p *Port) Room() int { return min(p.setup.Send, p.setup.Receive) }

// offer gives n more descriptors of the receive ring to the controller, with their
// buffers.
func (p *Port) offer(ctx context.Context, n int) error {
	for range n {
		i := p.receive.next()
		if err := p.receive.put(ctx, i, p.buffers+uint64(i*p.setup.Buffer), p.setup.Buffer, FlagOwn); err != nil {
			return err
		}
		p.receive.used++
	}
	return nil
}

// Post puts a frame, made of one or more pieces, on the transmit ring.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	if err := p.PostFlags(ctx, 0, pieces...); err != nil {
		return err
	}
	return p.Demand(ctx)
}

// Demand has the controller look at the transmit ring.
func (p *Port) Demand(ctx context.Context) error {
	v, err := p.d.Status(ctx)
	if err != nil {
		return err
	}
	return p.d.SetStatus(ctx, v&IENA|TDMD)
}

// PostFlags is [Port.Post] with more flags for the last descriptor, and without the demand
// that the controller looks at the ring. The first descriptor is written last, as the
// controller may look at any time.
func (p *Port) PostFlags(ctx context.Context, f Flags, pieces ...[]byte) error {
	if p.send.used+len(pieces) > p.send.n {
		return fmt.Errorf("pcnet: send %d pieces: %w", len(pieces), ErrRingFull)
	}
	for i := len(pieces) - 1; i >= 0; i-- {
		b := pieces[i]
		if len(b) > maxBuffer {
			return fmt.Errorf("pcnet: send a piece of %d bytes: %w", len(b), ErrSetup)
		}
		addr, err := p.d.Machine.Alloc.Alloc(uint64(len(b)), 1)
		if err != nil {
			return fmt.Errorf("pcnet: send: %w", err)
		}
		p.posted = append(p.posted, addr)
		flags := FlagOwn
		if i == 0 {
			flags |= FlagStart
		}
		if i == len(pieces)-1 {
			flags |= FlagEnd | f
		}
		err = errors.Join(
			p.d.Machine.WriteMemory(ctx, addr, b),
			p.send.put(ctx, (p.send.next()+i)%p.send.n, addr, len(b), flags),
		)
		if err != nil {
			return fmt.Errorf("pcnet: send: %w", err)
		}
	}
	p.send.used += len(pieces)
	return nil
}

// Sent waits until the controller has sent all posted frames, and takes the descriptors
// back. If one of them has ERR set, the error wraps [ErrFrame].
func (p *Port) Sent(ctx context.Context) error {
	var all []descriptor
	err := p.d.Machine.Wait(ctx, fmt.Sprintf("%d transmit descriptors from %d on", p.send.used, p.send.oldest), func(ctx context.Context) (_ bool, err error) {
		if all, err = p.send.look(ctx); err != nil {
			return false, err
		}
		for i := range p.send.used {
			if all[(p.send.oldest+i)%p.send.n].flags()&FlagOwn != 0 {
				return false, nil
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("pcnet: send: %w", err)
	}
	var errs []error
	for i := range p.send.used {
		n := (p.send.oldest + i) % p.send.n
		if all[n].flags()&FlagError != 0 {
			errs = append(errs, fmt.Errorf("pcnet: send: descriptor % x: %w", all[n].b, ErrFrame))
		} else if err := p.send.back(n, all[n], p.send.given[n].flags()&^FlagOwn, 0); err != nil {
			errs = append(errs, fmt.Errorf("pcnet: send: %w", err))
		}
	}
	p.send.pop(p.send.used)
	return errors.Join(append(errs, p.freePosted())...)
}

// Owned returns how many of the posted descriptors the controller still owns.
func (p *Port) Owned(ctx context.Context) (n int, err error) {
	all, err := p.send.look(ctx)
	for i := range p.send.used {
		if err == nil && all[(p.send.oldest+i)%p.send.n].flags()&FlagOwn != 0 {
			n++
		}
	}
	return n, err
}

// Receive waits for the next frame, returns it without its FCS, and offers its buffers
// again. If one of its descriptors has ERR set, the error wraps [ErrFrame].
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	frame, err := p.Take(ctx)
	if err != nil {
		return nil, err
	}
	return frame.Data, p.offer(ctx, frame.Descriptors)
}

// Offer gives n taken descriptors of the receive ring back to the controller.
func (p *Port) Offer(ctx context.Context, n int) error { return p.offer(ctx, n) }

// Take is [Port.Receive] without offering the buffers again.
func (p *Port) Take(ctx context.Context) (Received, error) {
	var got []descriptor
	err := p.d.Machine.Wait(ctx, fmt.Sprintf("a frame in the receive descriptors from %d on", p.receive.oldest), func(ctx context.Context) (_ bool, err error) {
		got, err = p.whole(ctx)
		return len(got) > 0, err
	})
	if err != nil {
		return Received{}, fmt.Errorf("pcnet: receive: %w", err)
	}
	r := Received{Descriptors: len(got), Index: p.receive.oldest}
	var before []byte // contents of the last buffer
	for i, d := range got {
		r.Flags |= d.flags()
		n := (r.Index + i) % p.receive.n
		b := make([]byte, p.setup.Buffer)
		if err := p.d.Machine.ReadMemory(ctx, p.buffers+uint64(n*p.setup.Buffer), b); err != nil {
			return r, fmt.Errorf("pcnet: receive: %w", err)
		}
		before, p.contents[n] = p.contents[n], b
		r.Data = append(r.Data, b...)
	}
	p.receive.pop(len(got))
	n := got[len(got)-1].length()
	if n > len(r.Data) || n < fcs || r.Flags&FlagError != 0 || got[0].flags()&FlagStart == 0 {
		return r, fmt.Errorf("pcnet: receive: frame of %d bytes with flags %#x: %w", n, uint16(r.Flags), ErrFrame)
	}
	if err := p.check(r, got, n, before); err != nil {
		return r, fmt.Errorf("pcnet: receive: %w", err)
	}
	r.FCS, r.Data = r.Data[n-fcs:n], r.Data[:n-fcs]
	p.Last = r
	return r, nil
}

// check checks the descriptors of a frame of n bytes, and the bytes of its last buffer that are behind the frame.
func (p *Port) check(r Received, got []descriptor, n int, before []byte) error {
	for i, d := range got {
		var f Flags
		length := 0
		if i == 0 {
			f |= FlagStart
		}
		if i == len(got)-1 {
			match := p.setup.matches(ethernet.MAC(r.Data[:6]))
			if p.setup.Mode&ModePromiscuous != 0 {
				match &= d.flags() // this mode accepts the frame, too
			}
			f |= FlagEnd | match
			length = n
		}
		if err := p.receive.back((r.Index+i)%p.receive.n, d, f, length); err != nil {
			return err
		}
	}
	used := n - (len(got)-1)*p.setup.Buffer
	whole := r.Data[len(r.Data)-p.setup.Buffer:]
	if !bytes.Equal(whole[used:], before[used:]) {
		return fmt.Errorf("the bytes behind a frame of %d bytes, of which %d in the last buffer: %w", n, used, ErrBehind)
	}
	return nil
}

// whole returns the descriptors of the oldest frame, if it is complete.
func (p *Port) whole(ctx context.Context) ([]descriptor, error) {
	all, err := p.receive.look(ctx)
	if err != nil {
		return nil, err
	}
	for n := range p.receive.used {
		f := all[(p.receive.oldest+n)%p.receive.n].flags()
		if f&FlagOwn != 0 {
			return nil, nil
		}
		if f&(FlagEnd|FlagError) != 0 {
			all = append(all[p.receive.oldest:], all[:p.receive.oldest]...)
			return all[:n+1], nil
		}
	}
	return nil, nil
}

// Pending reports whether a frame waits in guest memory.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	got, err := p.whole(ctx)
	return len(got) > 0, err
}

// Close stops the controller and frees all memory.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(p.d.SetStatus(ctx, STOP), p.free())
}

func (p *Port) free() error {
	errs := []error{p.freePosted(), p.send.free(), p.receive.free()}
	for _, addr := range []uint64{p.block, p.buffers} {
		if addr != 0 {
			errs = append(errs, p.d.Machine.Alloc.Free(addr))
		}
	}
	return errors.Join(errs...)
}

func (p *Port) freePosted() error {
	var errs []error
	for _, addr := range p.posted {
		errs = append(errs, p.d.Machine.Alloc.Free(addr))
	}
	p.posted = nil
	return errors.Join(errs...)
}
