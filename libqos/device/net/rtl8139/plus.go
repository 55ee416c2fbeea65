package rtl8139

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// Words of a descriptor of the C+ mode (the RTL8139C+ data sheet, section "C+ Mode Operation").
const (
	plusSize  = 16      // bytes of a descriptor
	plusAlign = 256     // of a ring
	plusOwn   = 1 << 31 // the controller owns the descriptor
	plusEnd   = 1 << 30 // "EOR": the last of the ring
	plusFirst = 1 << 29 // "FS": of a frame
	plusLast  = 1 << 28 // "LS"
	plusCount = 0x1fff  // bytes
	plusBytes = 2 << 10 // of a buffer
)

// Offload is the flags of a transmit descriptor that has the controller compute checksums, or segment.
type Offload uint32

// The checksums.
const (
	IPSum  Offload = 1 << 18 // "IPCS"
	UDPSum Offload = 1 << 17 // "UDPCS"
	TCPSum Offload = 1 << 16 // "TCPCS"
)

// LargeSend has the controller cut a TCP segment into pieces with mss bytes of payload, 1 to 2047: "LGSEN".
func LargeSend(mss int) Offload { return 1<<27 | Offload(mss)<<16 }

// PlusSetup is how a controller runs in the C+ mode.
type PlusSetup struct {
	Receive ReceiveConfiguration
	Filter  uint64
	Count   int // descriptors of each ring, at most 64
}

// ring is a ring of descriptors with a buffer each.
type ring struct {
	d       *Device
	base    uint64
	buffers uint64
	n, next int
}

func (d *Device) newRing(ctx context.Context, n int) (r ring, err error) {
	r = ring{d: d, n: n}
	if r.base, err = d.Machine.AllocZeroed(ctx, uint64(n*plusSize), plusAlign); err != nil {
		return r, err
	}
	if r.buffers, err = d.Machine.Alloc.Alloc(uint64(n*plusBytes), plusAlign); err != nil {
		return r, errors.Join(err, d.Machine.Alloc.Free(r.base))
	}
	return r, nil
}

func (r *ring) close() error {
	return errors.Join(r.d.Machine.Alloc.Free(r.base), r.d.Machine.Alloc.Free(r.buffers))
}

func (r *ring) buffer(i int) uint64 { return r.buffers + uint64(i*plusBytes) }

// give hands the next descriptor to the controller.
func (r *ring) give(ctx context.Context, word uint32) error {
	if r.next == r.n-1 {
		word |= plusEnd
	}
	b := binary.LittleEndian.AppendUint32(nil, plusOwn|word)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint64(b, r.buffer(r.next))
	err := r.d.Machine.WriteMemory(ctx, r.base+uint64(r.next*plusSize), b)
	r.next = (r.next + 1) % r.n
	return err
}

// await waits until the controller has handed descriptor i back, and returns its first word.
func (r *ring) await(ctx context.Context, what string, i int) (word uint32, err error) {
	err = r.d.Machine.Wait(ctx, fmt.Sprintf("%s descriptor %d", what, i), func(ctx context.Context) (bool, error) {
		word, err = r.word(ctx, i)
		return word&plusOwn == 0, err
	})
	return word, err
}

func (r *ring) word(ctx context.Context, i int) (uint32, error) {
	b := make([]byte, 4)
	err := r.d.Machine.ReadMemory(ctx, r.base+uint64(i*plusSize), b)
	return binary.LittleEndian.Uint32(b), err
}

// PlusPort is a controller that runs in the C+ mode.
type PlusPort struct {
	d      *Device
	tx, rx ring
	posted []int
	Sums   Offload // of the frames that are posted
}

// StartPlus starts a controller that was reset in the C+ mode.
func (d *Device) StartPlus(ctx context.Context, s PlusSetup) (*PlusPort, error) {
	p := &PlusPort{d: d}
	var err error
	if p.tx, err = d.newRing(ctx, s.Count); err != nil {
		return nil, fmt.Errorf("rtl8139: start: %w", err)
	}
	if p.rx, err = d.newRing(ctx, s.Count); err != nil {
		return nil, errors.Join(fmt.Errorf("rtl8139: start: %w", err), p.tx.close())
	}
	for range s.Count {
		err = errors.Join(err, p.rx.give(ctx, plusBytes))
	}
	err = errors.Join(err,
		CPCR.Write(ctx, d.Regs, PlusTransmit|PlusReceive),
		CR.Write(ctx, d.Regs, TE|RE),
		TCR.Write(ctx, d.Regs, Gap|Unbound),
		RCR.Write(ctx, d.Regs, s.Receive|UnlimitedBurst|WholeFrames),
		d.SetFilter(ctx, s.Filter),
		TNPDSLow.Write(ctx, d.Regs, uint32(p.tx.base)), TNPDSHigh.Write(ctx, d.Regs, uint32(p.tx.base>>32)),
		RDSARLow.Write(ctx, d.Regs, uint32(p.rx.base)), RDSARHigh.Write(ctx, d.Regs, uint32(p.rx.base>>32)),
	)
	if err != nil {
		return nil, fmt.Errorf("rtl8139: start: %w", err)
	}
	return p, nil
}

// Room returns the number of frames that can wait in each direction.
func (p *PlusPort) Room() int { return p.rx.n }

// Post sends a frame, each piece of it with a descriptor.
func (p *PlusPort) Post(ctx context.Context, pieces ...[]byte) error {
	if len(p.posted)+len(pieces) > p.tx.n {
		return fmt.Errorf("rtl8139: send %d pieces behind %d: %w", len(pieces), len(p.posted), ErrSend)
	}
	for i, piece := range pieces {
		word := uint32(len(piece)) | uint32(p.Sums)
		if i == 0 {
			word |= plusFirst
		}
		if i == len(pieces)-1 {
			word |= plusLast
		}
		p.posted = append(p.posted, p.tx.next)
		if err := errors.Join(p.d.Machine.WriteMemory(ctx, p.tx.buffer(p.tx.next), piece), p.tx.give(ctx, word)); err != nil {
			return fmt.Errorf("rtl8139: send: %w", err)
		}
	}
	return TPPoll.Write(ctx, p.d.Regs, NPQ)
}

// Sent waits until all posted frames have been sent.
func (p *PlusPort) Sent(ctx context.Context) error {
	for ; len(p.posted) > 0; p.posted = p.posted[1:] {
		if _, err := p.tx.await(ctx, "transmit", p.posted[0]); err != nil {
			return fmt.Errorf("rtl8139: send: %w", err)
		}
	}
	return nil
}

// Pending reports whether a frame waits in guest memory.
func (p *PlusPort) Pending(ctx context.Context) (bool, error) {
	word, err := p.rx.word(ctx, p.rx.next)
	return word&plusOwn == 0, err
}

// Receive waits for the next frame, checks its FCS, and returns it without.
func (p *PlusPort) Receive(ctx context.Context) ([]byte, error) {
	i := p.rx.next
	word, err := p.rx.await(ctx, "receive", i)
	if err != nil {
		return nil, fmt.Errorf("rtl8139: receive: %w", err)
	}
	n := int(word & plusCount)
	if word&(plusFirst|plusLast) != plusFirst|plusLast || n < FCS || n > plusBytes || (word&plusEnd != 0) != (i == p.rx.n-1) {
		return nil, fmt.Errorf("rtl8139: receive: descriptor %d has %#x: %w", i, word, ErrRing)
	}
	b := make([]byte, n)
	if err := p.d.Machine.ReadMemory(ctx, p.rx.buffer(i), b); err != nil {
		return nil, err
	}
	if err := p.rx.give(ctx, plusBytes); err != nil {
		return nil, err
	}
	frame, sequence := b[:n-FCS], binary.LittleEndian.Uint32(b[n-FCS:])
	if want := crc32.ChecksumIEEE(frame); sequence != want {
		return nil, fmt.Errorf("rtl8139: receive: FCS of the frame of descriptor %d is %#x, want %#x: %w", i, sequence, want, ErrRing)
	}
	return frame, nil
}

// Counters are the tally counters (the RTL8139C+ data sheet, section "Dump Tally Counter Command Register").
type Counters struct {
	TxOk, RxOk, TxErr           uint64
	RxErr                       uint32
	MissPkt, FAE                uint16
	Tx1Col, TxMCol              uint32
	RxOkPhysical, RxOkBroadcast uint64
	RxOkMulticast               uint32
	TxAborted, TxUnderrun       uint16
}

// countersSize is that of [Counters] in memory, in bytes, and their alignment.
const countersSize = 64

// Counters has the controller write its counters to memory.
func (p *PlusPort) Counters(ctx context.Context) (c Counters, err error) {
	m := p.d.Machine
	at, err := m.AllocZeroed(ctx, countersSize, countersSize)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, m.Alloc.Free(at)) }()
	err = errors.Join(DTCCRHigh.Write(ctx, p.d.Regs, uint32(at>>32)), DTCCRLow.Write(ctx, p.d.Regs, uint32(at)|Dump))
	if err == nil {
		err = m.Wait(ctx, "the tally counters", func(ctx context.Context) (bool, error) {
			v, err := DTCCRLow.Read(ctx, p.d.Regs)
			return v&Dump == 0, err
		})
	}
	b := make([]byte, countersSize)
	if err = errors.Join(err, m.ReadMemory(ctx, at, b)); err != nil {
		return c, fmt.Errorf("rtl8139: counters: %w", err)
	}
	return c, binary.Read(bytes.NewReader(b), binary.LittleEndian, &c)
}

// Close stops the controller. A reset has to follow: it leaves the C+ mode.
func (p *PlusPort) Close(ctx context.Context) error {
	return errors.Join(CR.Write(ctx, p.d.Regs, 0), p.tx.close(), p.rx.close())
}
