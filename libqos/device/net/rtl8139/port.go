package rtl8139

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Setup is what a controller is started with.
type Setup struct {
	Receive  ReceiveConfiguration // without the size of the ring
	Transmit TransmitConfiguration
	Filter   uint64     // of multicasts
	Mask     Interrupts // IMR
	Ring     int        // 0 to 3: the receive ring has 8 KiB times 2 to the power of it
}

// Sizes in bytes.
const (
	HeaderSize = 4 // of a frame in the ring
	FCS        = 4 // behind it
	behindRing = 16
	// longest is the most of a frame that can be behind a ring that does not wrap.
	longest    = 2 << 10
	smallest   = 8 << 10 // ring
	readBehind = 16      // CAPR is so much less than the place that was read up to
	bufferSize = 2 << 10 // of a transmit descriptor
	guard      = 8       // that are watched behind a frame
	untouched  = 0xee    // what the ring holds before it is used
)

// Errors of transfers.
var (
	ErrRing = errors.New("the receive ring is broken")
	ErrSend = errors.New("the frame was not sent")
)

// Port is a running controller.
type Port struct {
	d       *Device
	setup   Setup
	ring    uint64 // guest-physical address of the receive ring
	size    int    // of the ring, in bytes
	shadow  []byte // what the ring and the memory behind it are known to hold
	buffers uint64 // of the transmit descriptors
	next    int    // offset of the next frame in the ring
	send    int    // the next transmit descriptor
	posted  []int  // sizes of the frames under way
	Last    FrameStatus
}

// Start starts a controller that was reset (the programming guide, section 3 "Initialization").
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	p := &Port{d: d, setup: s, size: smallest << s.Ring}
	total := uint64(p.size + behindRing + longest)
	var err error
	if p.ring, err = d.Machine.Alloc.Alloc(total, 4); err != nil {
		return nil, fmt.Errorf("rtl8139: start: %w", err)
	}
	if p.buffers, err = d.Machine.Alloc.Alloc(Descriptors*bufferSize, 4); err != nil {
		return nil, errors.Join(fmt.Errorf("rtl8139: start: %w", err), d.Machine.Alloc.Free(p.ring))
	}
	p.shadow = bytes.Repeat([]byte{untouched}, int(total))
	err = errors.Join(
		d.Machine.Memset(ctx, p.ring, total, untouched),
		CR.Write(ctx, d.Regs, TE|RE),
		RBSTART.Write(ctx, d.Regs, uint32(p.ring)),
		TCR.Write(ctx, d.Regs, s.Transmit|Gap|Unbound),
		RCR.Write(ctx, d.Regs, s.Receive|UnlimitedBurst|WholeFrames|ReceiveConfiguration(s.Ring)<<rblen),
		d.SetFilter(ctx, s.Filter),
		IMR.Write(ctx, d.Regs, s.Mask),
	)
	if err != nil {
		return nil, fmt.Errorf("rtl8139: start: %w", err)
	}
	return p, nil
}

// Room returns the number of frames that can wait in each direction.
func (p *Port) Room() int { return Descriptors }

// Post sends a frame with the next descriptor.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	frame := slices.Concat(pieces...)
	if len(p.posted) == Descriptors || len(frame) > bufferSize {
		return fmt.Errorf("rtl8139: send %d bytes behind %d frames: %w", len(frame), len(p.posted), ErrSend)
	}
	buffer := p.Buffer(p.send)
	err := errors.Join(
		p.d.Machine.WriteMemory(ctx, buffer, frame),
		TSADOf(p.send).Write(ctx, p.d.Regs, uint32(buffer)),
		TSDOf(p.send).Write(ctx, p.d.Regs, TransmitStatus(len(frame))),
	)
	if err != nil {
		return fmt.Errorf("rtl8139: send: %w", err)
	}
	p.posted = append(p.posted, len(frame))
	p.send = (p.send + 1) % Descriptors
	return nil
}

// Buffer returns the address of descriptor i's buffer.
func (p *Port) Buffer(i int) uint64 { return p.buffers + uint64(i*bufferSize) }

// Sent waits until all posted frames have been sent, and checks what their descriptors say.
func (p *Port) Sent(ctx context.Context) error {
	for ; len(p.posted) > 0; p.posted = p.posted[1:] {
		i := (p.send - len(p.posted) + Descriptors) % Descriptors
		var status TransmitStatus
		err := p.d.Machine.Wait(ctx, fmt.Sprintf("OWN in TSD%d", i), func(ctx context.Context) (done bool, err error) {
			status, err = TSDOf(i).Read(ctx, p.d.Regs)
			return status&OWN != 0, err
		})
		if want := OWN | Sent | TransmitStatus(p.posted[0]); err == nil && status != want {
			err = fmt.Errorf("TSD%d = %#x, want %#x: %w", i, status, want, ErrSend)
		}
		if err != nil {
			return fmt.Errorf("rtl8139: send: %w", err)
		}
	}
	return nil
}

// Pending reports whether a frame waits in the ring.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	v, err := CR.Read(ctx, p.d.Regs)
	return v&BUFE == 0, err
}

// Receive waits for the next frame, returns it without its FCS, and gives its room back.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	frame, err := p.Take(ctx)
	if err != nil {
		return nil, err
	}
	return frame, p.Release(ctx)
}

// Take is [Port.Receive] without giving the room back. It checks the FCS.
func (p *Port) Take(ctx context.Context) (frame []byte, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("rtl8139: receive: %w", err)
		}
	}()
	if err := p.d.Machine.Wait(ctx, fmt.Sprintf("a frame at %#x of the ring", p.next), p.Written); err != nil {
		return nil, err
	}
	header, err := p.look(ctx, HeaderSize)
	if err != nil {
		return nil, err
	}
	p.Last = FrameStatus(binary.LittleEndian.Uint16(header))
	n := int(binary.LittleEndian.Uint16(header[2:])) // with the FCS
	if p.Last&GoodFrame == 0 || n < FCS || n > ethernet.MaxFrame {
		return nil, fmt.Errorf("header % x at %#x: %w", header, p.next, ErrRing)
	}
	used := (HeaderSize + n + 3) &^ 3
	b, err := p.look(ctx, used+guard)
	if err != nil {
		return nil, err
	}
	if err := p.keep(ctx, b, used); err != nil {
		return nil, err
	}
	frame, sequence := b[HeaderSize:n], binary.LittleEndian.Uint32(b[n:])
	if want := crc32.ChecksumIEEE(frame); sequence != want {
		return nil, fmt.Errorf("FCS of the frame at %#x is %#x, want %#x: %w", p.next, sequence, want, ErrRing)
	}
	p.next = (p.next + used) % p.size
	return frame, nil
}

// Written reports whether the controller has written behind the last frame.
func (p *Port) Written(ctx context.Context) (bool, error) {
	v, err := CBR.Read(ctx, p.d.Regs)
	return int(v) != p.next, err
}

// place returns the index of the i-th byte from the next frame on.
func (p *Port) place(i int) int {
	at := p.next + i
	if p.setup.Receive&NoWrap == 0 {
		at %= p.size
	}
	return at
}

// look returns n bytes of the ring from the next frame on.
func (p *Port) look(ctx context.Context, n int) ([]byte, error) {
	b := make([]byte, n)
	for done := 0; done < n; {
		at := p.place(done)
		piece := b[done:]
		if at < p.size && p.setup.Receive&NoWrap == 0 {
			piece = piece[:min(len(piece), p.size-at)]
		}
		if err := p.d.Machine.ReadMemory(ctx, p.ring+uint64(at), piece); err != nil {
			return nil, err
		}
		done += len(piece)
	}
	return b, nil
}

// keep checks that the bytes behind the frame are as they were, unless a further frame is there, and notes
// what the ring holds now.
func (p *Port) keep(ctx context.Context, b []byte, used int) error {
	end, err := CBR.Read(ctx, p.d.Regs)
	if err != nil {
		return err
	}
	alone := int(end) == (p.next+used)%p.size
	for i, v := range b {
		at := p.place(i)
		if i >= used && alone && p.shadow[at] != v {
			return fmt.Errorf("byte %d behind the frame at %#x was %#x and is %#x: %w", i-used, p.next, p.shadow[at], v, ErrRing)
		}
		if i < used {
			p.shadow[at] = v
		}
	}
	return nil
}

// Release gives the room of all taken frames back.
func (p *Port) Release(ctx context.Context) error {
	return CAPR.Write(ctx, p.d.Regs, uint16(p.next-readBehind))
}

// Close stops the controller.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(CR.Write(ctx, p.d.Regs, 0), p.d.Machine.Alloc.Free(p.ring), p.d.Machine.Alloc.Free(p.buffers))
}
