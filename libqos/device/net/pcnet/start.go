package pcnet

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Setup is what the initialization block tells the controller, and the style of it.
type Setup struct {
	Style   Style
	Mode    Mode
	Address ethernet.MAC
	Filter  uint64 // the logical address filter
	Send    int    // descriptors of the transmit ring, a power of two up to 512; 0 for 16
	Receive int    // of the receive ring
	Buffer  int    // bytes of a receive buffer, up to 4095; 0 for 1536
}

// Largest numbers of descriptors of a ring (the data sheet, section "Initialization
// Block", RLEN and TLEN).
const (
	MaxRing       = 512
	MaxNarrowRing = 128 // with [StyleLANCE]
)

// ErrSetup means that the controller does not support a [Setup].
var ErrSetup = errors.New("not supported by the controller")

func (s Setup) withDefaults() Setup {
	if s.Send == 0 {
		s.Send = 16
	}
	if s.Receive == 0 {
		s.Receive = 16
	}
	if s.Buffer == 0 {
		s.Buffer = 1536
	}
	return s
}

func (s Setup) check() error {
	most := MaxRing
	if !s.Style.wide() {
		most = MaxNarrowRing
	}
	for _, n := range []int{s.Send, s.Receive} {
		if n < 1 || n > most || n&(n-1) != 0 {
			return fmt.Errorf("ring of %d descriptors: %w", n, ErrSetup)
		}
	}
	if s.Buffer > maxBuffer {
		return fmt.Errorf("receive buffers of %d bytes: %w", s.Buffer, ErrSetup)
	}
	return nil
}

// encode returns the initialization block (the data sheet, section "Initialization
// Block").
func (s Setup) encode(receive, send uint64) []byte {
	rlen, tlen := uint32(bits.TrailingZeros(uint(s.Receive))), uint32(bits.TrailingZeros(uint(s.Send)))
	var b []byte
	if s.Style.wide() {
		b = binary.LittleEndian.AppendUint32(b, uint32(s.Mode)|rlen<<20|tlen<<28)
		b = append(append(b, s.Address[:]...), 0, 0)
		b = binary.LittleEndian.AppendUint64(b, s.Filter)
		b = binary.LittleEndian.AppendUint32(b, uint32(receive))
		return binary.LittleEndian.AppendUint32(b, uint32(send))
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(s.Mode))
	b = append(b, s.Address[:]...)
	b = binary.LittleEndian.AppendUint64(b, s.Filter)
	b = binary.LittleEndian.AppendUint32(b, uint32(receive)&0xffffff|rlen<<29)
	return binary.LittleEndian.AppendUint32(b, uint32(send)&0xffffff|tlen<<29)
}

// Start has the stopped controller read an initialization block, and starts it.
func (d *Device) Start(ctx context.Context, s Setup) (_ *Port, err error) {
	p, err := d.Initialize(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := d.SetStatus(ctx, STRT|IDON); err != nil {
		return nil, errors.Join(fmt.Errorf("pcnet: start: %w", err), p.Close(ctx))
	}
	return p, nil
}

// Initialize is [Device.Start] that leaves the controller stopped, with IDON set.
func (d *Device) Initialize(ctx context.Context, s Setup) (_ *Port, err error) {
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("pcnet: initialize: %w", err)
	}
	p := &Port{d: d, setup: s}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("pcnet: initialize: %w", err), p.free())
		}
	}()
	if p.receive, err = newRing(ctx, d, s.Style, s.Receive); err != nil {
		return nil, err
	}
	if p.send, err = newRing(ctx, d, s.Style, s.Send); err != nil {
		return nil, err
	}
	if p.buffers, err = d.Machine.Alloc.Alloc(uint64(s.Receive*s.Buffer), 16); err != nil {
		return nil, err
	}
	for range s.Receive {
		p.contents = append(p.contents, bytes.Repeat([]byte{Untouched}, s.Buffer))
	}
	block := s.encode(p.receive.base, p.send.base)
	if p.block, err = d.Machine.Alloc.Alloc(uint64(len(block)), 16); err != nil {
		return nil, err
	}
	style := uint16(s.Style)
	if s.Style.wide() {
		style |= SSIZE32
	}
	err = errors.Join(
		d.Machine.Memset(ctx, p.buffers, uint64(s.Receive*s.Buffer), Untouched),
		p.offer(ctx, s.Receive),
		d.Machine.WriteMemory(ctx, p.block, block),
		d.WriteBCR(ctx, BCRStyle, style),
		d.WriteCSR(ctx, CSRInitLow, uint16(p.block)),
		d.WriteCSR(ctx, CSRInitHigh, uint16(p.block>>16)),
		d.SetStatus(ctx, INIT),
		d.await(ctx, IDON),
	)
	return p, err
}

// await waits until bits of CSR0 are set.
func (d *Device) await(ctx context.Context, s Status) error {
	return d.Machine.Wait(ctx, fmt.Sprintf("%v in CSR0", s), func(ctx context.Context) (bool, error) {
		v, err := d.Status(ctx)
		return v&s == s, err
	})
}
