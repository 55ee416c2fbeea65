package vmxnet3

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Untouched is the value of the bytes of receive buffers that the card has not written.
const Untouched = 0xee

// Setup is what a card is started with.
type Setup struct {
	Mode     Mode
	Groups   []ethernet.MAC
	Features uint64
	MTU      int  // 0 for 1500
	Send     int  // descriptors of the send ring, a multiple of 32; 0 for 32
	Receive  int  // of each receive ring; 0 for 32
	Head     int  // bytes of the buffers of frames' heads; 0 for 2048
	Body     int  // bytes of the buffers of their rests; 0 for 2048
	Masked   bool // automask: a vector that has fired is masked
	Vectors  bool // each cause has a vector of its own, with MSI-X; otherwise all have vector 0
	Magic    uint32
}

func (s Setup) withDefaults() Setup {
	for p, v := range map[*int]int{&s.MTU: 1500, &s.Send: 32, &s.Receive: 32, &s.Head: 2048, &s.Body: 2048} {
		if *p == 0 {
			*p = v
		}
	}
	if s.Magic == 0 {
		s.Magic = magic
	}
	return s
}

// Errors of the card.
var (
	ErrEnable = errors.New("the card refuses the setup")
	ErrFull   = errors.New("the ring has no free descriptor")
	ErrFrame  = errors.New("the card reports an error")
)

// Port is a card that is enabled, with one pair of queues.
type Port struct {
	d       *Device
	setup   Setup
	shared  uint64
	queues  uint64
	groups  uint64 // the table
	send    *ring
	sent    *ring // completions
	receive [2]*ring
	got     *ring // completions
	buffers [2]uint64
	frames  []int // descriptors of each frame under way
	posted  []uint64
	Last    Received
}

// Received is a received frame.
type Received struct {
	Data    []byte
	Tagged  bool
	VLAN    uint16
	Buffers int
	Type    int    // of its last completion: [ReceivedType]
	Unknown bool   // "no_csum": nothing is said about checksums
	Flags   uint32 // the last word of the completion
}

// Vectors of the card, with [Setup].Vectors: those of the queues, and of events.
const (
	VectorSend = iota
	VectorReceive
	VectorEvents
	vectors
)

// Start enables a card that was reset.
func (d *Device) Start(ctx context.Context, s Setup) (_ *Port, err error) {
	s = s.withDefaults()
	p := &Port{d: d, setup: s}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("vmxnet3: start: %w", err), p.free())
		}
	}()
	for _, x := range []struct {
		r **ring
		n int
	}{{&p.send, s.Send}, {&p.sent, s.Send}, {&p.receive[0], s.Receive}, {&p.receive[1], s.Receive}, {&p.got, 2 * s.Receive}} {
		if *x.r, err = newRing(ctx, d, x.n); err != nil {
			return nil, err
		}
	}
	m := d.Machine
	for i, size := range []int{s.Head, s.Body} {
		if p.buffers[i], err = m.Alloc.Alloc(uint64(s.Receive*size), 16); err != nil {
			return nil, err
		}
		if err = m.Memset(ctx, p.buffers[i], uint64(s.Receive*size), Untouched); err != nil {
			return nil, err
		}
		for range s.Receive - 1 {
			if err = p.offer(ctx, i); err != nil {
				return nil, err
			}
		}
	}
	if p.shared, err = m.Alloc.Alloc(sharedSize, 16); err != nil {
		return nil, err
	}
	if p.queues, err = m.Alloc.Alloc(2*queueSize, 128); err != nil {
		return nil, err
	}
	if p.groups, err = m.Alloc.Alloc(64*6, 16); err != nil {
		return nil, err
	}
	err = errors.Join(
		m.WriteMemory(ctx, p.shared, p.encode()),
		m.WriteMemory(ctx, p.queues, append(p.sendQueue(), p.receiveQueue()...)),
		Revisions.Write(ctx, d.Regs, 1),
		UPTVersions.Write(ctx, d.Regs, 1),
		SharedLow.Write(ctx, d.Regs, uint32(p.shared)),
		SharedHigh.Write(ctx, d.Regs, uint32(p.shared>>32)),
	)
	if err != nil {
		return nil, err
	}
	answer, err := d.Ask(ctx, Enable)
	if err != nil {
		return nil, err
	}
	if answer != 0 {
		err = fmt.Errorf("answer %d: %w", answer, ErrEnable)
		return nil, err
	}
	err = errors.Join(
		p.SetMode(ctx, s.Mode),
		p.SetGroups(ctx, s.Groups...),
		ReceiveHead.Write(ctx, d.Doors, uint32(s.Receive-1)),
		BodyHead.Write(ctx, d.Doors, uint32(s.Receive-1)),
	)
	return p, err
}

// encode returns the shared memory, with all interrupts disabled.
func (p *Port) encode() []byte {
	const freeBSD64, disabled = 0x10 | 0x02, 1
	b := make([]byte, sharedSize)
	le := binary.LittleEndian
	le.PutUint32(b[0:], p.setup.Magic)
	le.PutUint32(b[8:], 1) // of the driver
	le.PutUint32(b[12:], freeBSD64)
	le.PutUint32(b[16:], 1) // revision
	le.PutUint32(b[20:], 1) // UPT version
	le.PutUint64(b[24:], p.setup.Features)
	le.PutUint64(b[40:], p.queues)
	le.PutUint32(b[52:], 2*queueSize)
	le.PutUint32(b[56:], uint32(p.setup.MTU))
	le.PutUint16(b[60:], 16) // buffers of a frame
	b[62], b[63] = 1, 1      // queues
	if p.setup.Masked {
		b[80] = 1
	}
	b[81], b[82] = 1, 0
	if p.setup.Vectors {
		b[81], b[82] = vectors, VectorEvents
	}
	le.PutUint32(b[sharedControl:], disabled)
	le.PutUint32(b[sharedMode:], uint32(p.setup.Mode))
	return b
}

func (p *Port) sendQueue() []byte {
	b := make([]byte, queueSize)
	le := binary.LittleEndian
	le.PutUint64(b[16:], p.send.base)
	le.PutUint64(b[32:], p.sent.base)
	le.PutUint32(b[56:], uint32(p.send.n))
	le.PutUint32(b[64:], uint32(p.sent.n))
	b[72] = VectorSend
	return b
}

func (p *Port) receiveQueue() []byte {
	b := make([]byte, queueSize)
	le := binary.LittleEndian
	le.PutUint64(b[16:], p.receive[0].base)
	le.PutUint64(b[24:], p.receive[1].base)
	le.PutUint64(b[32:], p.got.base)
	le.PutUint32(b[56:], uint32(p.receive[0].n))
	le.PutUint32(b[60:], uint32(p.receive[1].n))
	le.PutUint32(b[64:], uint32(p.got.n))
	if p.setup.Vectors {
		b[72] = VectorReceive
	}
	return b
}

// SetMode changes what is received.
func (p *Port) SetMode(ctx context.Context, mode Mode) error {
	return errors.Join(p.put(ctx, sharedMode, uint32(mode)), CommandPort.Write(ctx, p.d.Regs, SetReceiveMode))
}

// SetGroups changes the table of groups, at most 64.
func (p *Port) SetGroups(ctx context.Context, groups ...ethernet.MAC) error {
	var table []byte
	for _, g := range groups {
		table = append(table, g[:]...)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(table)))
	b = binary.LittleEndian.AppendUint64(b, p.groups)
	err := p.d.Machine.WriteMemory(ctx, p.shared+sharedGroups, b)
	if len(table) > 0 {
		err = errors.Join(err, p.d.Machine.WriteMemory(ctx, p.groups, table))
	}
	return errors.Join(err, CommandPort.Write(ctx, p.d.Regs, SetGroups))
}

// SetVLANs has frames with these tags received (the header, vlan_filter).
func (p *Port) SetVLANs(ctx context.Context, tags ...uint16) error {
	b := make([]byte, 4096/8)
	for _, tag := range tags {
		b[tag/8] |= 1 << (tag % 8)
	}
	return errors.Join(
		p.d.Machine.WriteMemory(ctx, p.shared+sharedVLANs, b),
		CommandPort.Write(ctx, p.d.Regs, SetVLANs),
	)
}

// DisableInterrupts sets or clears the bit for all interrupts in the shared memory.
func (p *Port) DisableInterrupts(ctx context.Context, on bool) error {
	v := uint32(0)
	if on {
		v = 1
	}
	return p.put(ctx, sharedControl, v)
}

// MaskVector masks a vector, or not.
func (d *Device) MaskVector(ctx context.Context, vector int, on bool) error {
	v := uint32(0)
	if on {
		v = 1
	}
	return (InterruptMask + 8*reg.Reg[uint32](vector)).Write(ctx, d.Doors, v)
}

// Events returns the events in the shared memory.
func (p *Port) Events(ctx context.Context) (Event, error) {
	var b [4]byte
	err := p.d.Machine.ReadMemory(ctx, p.shared+sharedEvents, b[:])
	return Event(binary.LittleEndian.Uint32(b[:])), err
}

func (p *Port) put(ctx context.Context, offset uint64, v uint32) error {
	return p.d.Machine.WriteMemory(ctx, p.shared+offset, binary.LittleEndian.AppendUint32(nil, v))
}

// Room returns the number of the longest frames that wait in either direction, in as many
// buffers as they need.
func (p *Port) Room() int {
	longest := p.setup.MTU + ethernet.HeaderSize
	if longest <= p.setup.Head {
		return min(p.setup.Send, p.setup.Receive) - 1
	}
	return max(1, (p.setup.Receive-1)/((longest-p.setup.Head+p.setup.Body-1)/p.setup.Body))
}

// offer gives the next descriptor of a receive ring to the card.
func (p *Port) offer(ctx context.Context, i int) error {
	size := p.setup.Head
	if i == 1 {
		size = p.setup.Body
	}
	r := p.receive[i]
	d := receiveDescriptor(p.buffers[i]+uint64(r.at*size), size, r.generation, i == 1)
	if err := p.d.Machine.WriteMemory(ctx, r.address(r.at), d); err != nil {
		return err
	}
	r.advance()
	return nil
}

// Post has the card send a frame, made of one or more pieces.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	return p.PostOffload(ctx, Offload{}, pieces...)
}

// PostOffload is [Port.Post] for a frame to which the card adds something.
func (p *Port) PostOffload(ctx context.Context, o Offload, pieces ...[]byte) error {
	used := 0
	for _, n := range p.frames {
		used += n
	}
	if used+len(pieces) >= p.send.n {
		return fmt.Errorf("vmxnet3: send: %w", ErrFull)
	}
	for i, piece := range pieces {
		addr, err := p.d.Machine.Alloc.Alloc(uint64(len(piece)), 1)
		if err != nil {
			return fmt.Errorf("vmxnet3: send: %w", err)
		}
		p.posted = append(p.posted, addr)
		d := sendDescriptor(addr, len(piece), p.send.generation, i == len(pieces)-1, o)
		err = errors.Join(p.d.Machine.WriteMemory(ctx, addr, piece), p.d.Machine.WriteMemory(ctx, p.send.address(p.send.at), d))
		if err != nil {
			return fmt.Errorf("vmxnet3: send: %w", err)
		}
		p.send.advance()
	}
	p.frames = append(p.frames, len(pieces))
	return SendHead.Write(ctx, p.d.Doors, uint32(p.send.at))
}

// Sent waits for the completions of all posted frames, and takes their memory back. It fails
// if a completion names another descriptor than the last of its frame, or is none of a sent one.
func (p *Port) Sent(ctx context.Context) error {
	var done []completion
	err := p.d.Machine.Wait(ctx, fmt.Sprintf("%d completions of the send queue, from %d on", len(p.frames), p.sent.at), func(ctx context.Context) (_ bool, err error) {
		done, err = p.sent.written(ctx)
		return len(done) >= len(p.frames), err
	})
	if err != nil {
		return fmt.Errorf("vmxnet3: send: %w", err)
	}
	var errs []error
	behind := 0
	for _, n := range p.frames {
		behind += n
	}
	last := (p.send.at - behind + p.send.n) % p.send.n
	for i, n := range p.frames {
		last = (last + n) % p.send.n
		p.sent.advance()
		if got, want := done[i].index(), (last-1+p.send.n)%p.send.n; got != want {
			errs = append(errs, fmt.Errorf("vmxnet3: send: a completion of descriptor %d, want %d: %w", got, want, ErrFrame))
		}
		if !done[i].plain() {
			errs = append(errs, fmt.Errorf("vmxnet3: send: completion %#x has reserved bits: %w", done[i], ErrFrame))
		}
		if got := done[i].typ(); got != sentType {
			errs = append(errs, fmt.Errorf("vmxnet3: send: a completion of type %d, want %d: %w", got, sentType, ErrFrame))
		}
	}
	p.frames = nil
	for _, addr := range p.posted {
		errs = append(errs, p.d.Machine.Alloc.Free(addr))
	}
	p.posted = nil
	return errors.Join(errs...)
}

// Completions returns how many posted frames are completed and were not taken back.
func (p *Port) Completions(ctx context.Context) (int, error) {
	done, err := p.sent.written(ctx)
	return len(done), err
}

// complete returns the completions of the next frame, none if it is not there.
func (p *Port) complete(ctx context.Context) ([]completion, error) {
	all, err := p.got.written(ctx)
	for n, c := range all {
		if c.end() {
			return all[:n+1], err
		}
	}
	return nil, err
}

// Pending reports whether a frame waits in guest memory.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	c, err := p.complete(ctx)
	return len(c) > 0, err
}

// typeAt is the offset of the type in a frame without a tag.
const typeAt = 12

// Receive waits for the next frame, returns it, and offers its buffers again. It fails if
// bytes behind the frame have changed, or if its completion says something of checksums though it is
// of [ethernet.Experimental], which has none.
func (p *Port) Receive(ctx context.Context) (_ []byte, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("vmxnet3: receive: %w", err)
		}
	}()
	var all []completion
	err = p.d.Machine.Wait(ctx, fmt.Sprintf("a frame in the receive queue, at %d", p.got.at), func(ctx context.Context) (_ bool, err error) {
		all, err = p.complete(ctx)
		return len(all) > 0, err
	})
	if err != nil {
		return nil, err
	}
	r := Received{Buffers: len(all)}
	var blocks []guest.Block
	var taken [2]int // from each ring
	for i, c := range all {
		if c.failed() || c.start() != (i == 0) || !c.silent() {
			return nil, fmt.Errorf("completion % x: %w", c, ErrFrame)
		}
		p.got.advance()
		block, err := p.take(c, taken)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
		taken[c.ring()]++
		r.Tagged, r.VLAN, r.Type, r.Flags, r.Unknown = c.tagged(), c.tag(), c.typ(), c[3], c[0]>>30&1 != 0
	}
	if err := p.d.Machine.ReadBlocks(ctx, blocks...); err != nil {
		return nil, err
	}
	for i, c := range all {
		b := blocks[i].Bytes
		if rest := b[c.length():]; !bytes.Equal(rest, bytes.Repeat([]byte{Untouched}, len(rest))) {
			return nil, fmt.Errorf("bytes behind %d bytes of frame have changed: %w", c.length(), ErrFrame)
		}
		r.Data = append(r.Data, b[:c.length()]...)
		err = errors.Join(err, p.d.Machine.Memset(ctx, blocks[i].Addr, uint64(len(b)), Untouched))
	}
	for _, c := range all {
		err = errors.Join(err, p.offer(ctx, c.ring()))
	}
	if !r.Unknown && len(r.Data) >= ethernet.HeaderSize && ethernet.EtherType(binary.BigEndian.Uint16(r.Data[typeAt:])) == ethernet.Experimental {
		err = errors.Join(err, fmt.Errorf("checksums of a frame that has none: %w", ErrFrame))
	}
	p.Last = r
	return r.Data, err
}

// take returns the buffer of a completion.
func (p *Port) take(c completion, taken [2]int) (guest.Block, error) {
	i := c.ring()
	size := p.setup.Head
	if i == 1 {
		size = p.setup.Body
	}
	// The oldest offered descriptor is one behind the next to offer.
	if want := (p.receive[i].at + 1 + taken[i]) % p.receive[i].n; c.index() != want {
		return guest.Block{}, fmt.Errorf("completion of descriptor %d of ring %d, want %d: %w", c.index(), i, want, ErrFrame)
	}
	if c.length() > size {
		return guest.Block{}, fmt.Errorf("%d bytes in a buffer of %d: %w", c.length(), size, ErrFrame)
	}
	return guest.Block{Addr: p.buffers[i] + uint64(c.index()*size), Bytes: make([]byte, size)}, nil
}

// Close disables the card and frees all memory.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(CommandPort.Write(ctx, p.d.Regs, Disable), p.free())
}

func (p *Port) free() error {
	errs := []error{p.send.free(), p.sent.free(), p.receive[0].free(), p.receive[1].free(), p.got.free()}
	for _, addr := range append(p.posted, p.shared, p.queues, p.groups, p.buffers[0], p.buffers[1]) {
		if addr != 0 {
			errs = append(errs, p.d.Machine.Alloc.Free(addr))
		}
	}
	p.posted = nil
	return errors.Join(errs...)
}
