package ne2kpci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Setup is what a controller is started with.
type Setup struct {
	Receive  ReceiveConfiguration
	Transmit TransmitConfiguration
	Address  ethernet.MAC
	Filter   [8]byte    // the multicast filter
	Mask     Interrupts // IMR
	Bytes    bool       // remote DMA of 8 bits
	Send     uint8      // page of the frames to send; 0 for [FirstPage]
	First    uint8      // first page of the ring; 0 for that behind a frame to send
	End      uint8      // first page behind the ring; 0 for [EndPage]
}

// sendPages is the number of pages for a frame to send.
const sendPages = 6

func (s Setup) withDefaults() Setup {
	if s.Send == 0 {
		s.Send = FirstPage
	}
	if s.First == 0 {
		s.First = FirstPage + sendPages
	}
	if s.End == 0 {
		s.End = EndPage
	}
	return s
}

func (s Setup) data() DataConfiguration {
	if s.Bytes {
		return NoLoopback | Threshold8
	}
	return NoLoopback | Threshold8 | WordWide
}

// Errors of transfers.
var (
	ErrRing = errors.New("the buffer ring is broken")
	ErrSend = errors.New("the frame was not sent")
)

// headerSize is that of a frame in the ring, in bytes; fcs is that of its end.
const (
	headerSize = 4
	fcs        = 4
)

// Port is a running controller.
type Port struct {
	d     *Device
	setup Setup
	next  uint8 // page of the next frame
	sends bool  // a frame may be under way
	Last  Received
}

// Received is a received frame.
type Received struct {
	Data   []byte // without its FCS
	Status ReceiveStatus
	Page   uint8 // where it begins
	Next   uint8 // the page in its header
	FCS    []byte
}

// Start starts a controller that was reset.
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	s = s.withDefaults()
	if err := d.initialize(ctx, s); err != nil {
		return nil, fmt.Errorf("ne2kpci: start: %w", err)
	}
	return &Port{d: d, setup: s, next: s.First + 1}, nil
}

// Room returns the number of the longest frames that the ring holds, with a page free.
func (p *Port) Room() int { return (int(p.setup.End-p.setup.First) - 1) / sendPages }

// Post sends a frame, once the one before has left: there is one buffer.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	if err := p.Sent(ctx); err != nil {
		return err
	}
	frame := slices.Concat(pieces...)
	if err := p.d.WriteMemory(ctx, int(p.setup.Send)*PageSize, frame); err != nil {
		return err
	}
	return p.Transmit(ctx, p.setup.Send, len(frame))
}

// Transmit sends the n bytes at a page.
func (p *Port) Transmit(ctx context.Context, page uint8, n int) error {
	p.sends = true
	err := errors.Join(
		p.d.Write(ctx, TPSR, page),
		p.d.Write(ctx, TBCR0, uint8(n)),
		p.d.Write(ctx, TBCR1, uint8(n>>8)),
		p.d.Command(ctx, STA|TXP|RD2),
	)
	if err != nil {
		return fmt.Errorf("ne2kpci: send: %w", err)
	}
	return nil
}

// Sent waits until the posted frame has been sent.
func (p *Port) Sent(ctx context.Context) error {
	if !p.sends {
		return nil
	}
	err := p.d.Machine.Wait(ctx, "TXP in CR to clear", func(ctx context.Context) (bool, error) {
		c, err := p.d.ReadCommand(ctx)
		return c&TXP == 0, err
	})
	if err != nil {
		return fmt.Errorf("ne2kpci: send: %w", err)
	}
	p.sends = false
	status, err := p.d.Read(ctx, TSR)
	if err == nil && status&SentWell == 0 {
		err = fmt.Errorf("TSR = %#x: %w", status, ErrSend)
	}
	if err != nil {
		return fmt.Errorf("ne2kpci: send: %w", err)
	}
	return nil
}

// Pending reports whether a frame waits in the ring.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	v, err := p.d.Read(ctx, CURR)
	return v != p.next, err
}

// Receive waits for the next frame, returns it without its FCS, and gives its pages back.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	r, err := p.Take(ctx)
	if err != nil {
		return nil, err
	}
	return r.Data, p.Release(ctx)
}

// Take is [Port.Receive] without giving the pages back.
func (p *Port) Take(ctx context.Context) (r Received, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("ne2kpci: receive: %w", err)
		}
	}()
	if err := p.d.Machine.Wait(ctx, fmt.Sprintf("CURR to leave page %#x", p.next), p.Pending); err != nil {
		return r, err
	}
	header, err := p.d.ReadMemory(ctx, int(p.next)*PageSize, headerSize)
	if err != nil {
		return r, err
	}
	r = Received{Status: ReceiveStatus(header[0]), Next: header[1], Page: p.next}
	n := int(binary.LittleEndian.Uint16(header[2:])) // with the FCS
	if n < fcs || r.Next < p.setup.First || r.Next >= p.setup.End || n > ethernet.MaxFrame {
		return r, fmt.Errorf("header % x at page %#x: %w", header, p.next, ErrRing)
	}
	// The header is a part of the first page.
	b, err := p.d.ReadMemory(ctx, int(p.next)*PageSize, headerSize+n)
	if err != nil {
		return r, err
	}
	r.Data, r.FCS = b[headerSize:n], b[n:]
	p.next, p.Last = r.Next, r
	return r, nil
}

// Release gives the pages of all taken frames back. BNRY is one page behind.
func (p *Port) Release(ctx context.Context) error {
	last := p.next - 1
	if last < p.setup.First {
		last = p.setup.End - 1
	}
	return p.d.Write(ctx, BNRY, last)
}

// Close stops the controller.
func (p *Port) Close(ctx context.Context) error { return p.d.Command(ctx, STP|RD2) }
