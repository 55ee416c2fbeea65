package eepro100

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Untouched is the value of the bytes of buffers that the controller has not written.
const Untouched = 0xee

// Layout is how a transmit block refers to its frame (the 8255x manual, section 6.4.2.5
// "Transmit").
type Layout int

// The layouts.
const (
	LayoutSimplified Layout = iota // behind the block
	LayoutFlexible                 // in buffers, by an array elsewhere
	LayoutExtended                 // in buffers, the first two by descriptors behind the block; not of the 82557
)

// String returns the name of the layout.
func (l Layout) String() string { return [...]string{"simplified", "flexible", "extended"}[l] }

// Setup is what a controller is started with.
type Setup struct {
	Address       ethernet.MAC
	Groups        []ethernet.MAC
	Layout        Layout
	Configuration *Configuration // nil for [NewConfiguration]; the layout is added
	Send          int            // command blocks, at least 2; 0 for 8
	Receive       int            // receive frame descriptors; 0 for 16
	Buffer        int            // bytes of each, even and up to 16382; 0 for 1536
	Base          uint32         // of both units; addresses are given relative to it
	Interrupt     bool           // after each frame that was sent
}

func (s Setup) withDefaults(g Generation) Setup {
	if s.Send == 0 {
		s.Send = 8
	}
	if s.Receive == 0 {
		s.Receive = 16
	}
	if s.Buffer == 0 {
		s.Buffer = 1536
	}
	c := NewConfiguration(g)
	if s.Configuration != nil {
		c = *s.Configuration
	}
	c.ExtendedBlocks(s.Layout == LayoutExtended)
	s.Configuration = &c
	return s
}

// Sizes in bytes.
const (
	txHeader   = 16        // of a transmit block
	maxPieces  = 16        // of a frame to send
	txSlot     = 2048      // of a transmit block with a frame, or with an array of buffers
	rxHeader   = 16        // of a receive frame descriptor
	fullAddr   = 1<<32 - 1 // for no address
	afterSlot  = 16        // behind a receive buffer
	countBytes = 1<<14 - 1
)

// Bits beside the actual count of a received frame.
const (
	CountValid uint16 = 1 << 14 // "F": the count is valid
	CountEnd   uint16 = 1 << 15 // "EOF": the frame ends in the buffer
)

// Errors of transfers.
var (
	ErrFull  = errors.New("the list has no free block")
	ErrFrame = errors.New("the controller reports an error")
)

// Port is a controller with both units at work.
type Port struct {
	d        *Device
	setup    Setup
	tx, rx   uint64 // both lists
	txNext   int    // the next block to fill
	txUsed   int
	started  bool // the command unit
	rxNext   int  // the oldest descriptor
	rxTaken  int  // descriptors that were not given back
	posted   []uint64
	Last     Received
	LastSent []byte // the header of the last transmit block that was taken back
}

// Received is a received frame.
type Received struct {
	Data   []byte
	Status uint16
	Count  uint16 // the word with the actual count, [CountValid] and [CountEnd]
	Index  int
}

// Start configures a controller that was reset, and starts the receive unit.
func (d *Device) Start(ctx context.Context, s Setup) (*Port, error) {
	s = s.withDefaults(d.Chip.Generation)
	_, err := d.Execute(ctx, Configure, s.Configuration[:])
	if err == nil {
		_, err = d.Execute(ctx, AddressSetup, append(s.Address[:], 0, 0))
	}
	if err == nil {
		err = d.SetGroups(ctx, s.Groups...)
	}
	if err != nil {
		return nil, fmt.Errorf("eepro100: start: %w", err)
	}
	return d.Restart(ctx, s)
}

// Restart is [Device.Start] with the address, the groups and the configuration that the
// controller has.
func (d *Device) Restart(ctx context.Context, s Setup) (_ *Port, err error) {
	s = s.withDefaults(d.Chip.Generation)
	p := &Port{d: d, setup: s}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("eepro100: start: %w", err), p.free())
		}
	}()
	if p.tx, err = d.Machine.AllocZeroed(ctx, uint64(s.Send*txSlot), 16); err != nil {
		return nil, err
	}
	if p.rx, err = d.Machine.Alloc.Alloc(uint64(s.Receive*p.rxSlot()), 16); err != nil {
		return nil, err
	}
	if err = d.Machine.Memset(ctx, p.rx, uint64(s.Receive*p.rxSlot()), Untouched); err != nil {
		return nil, err
	}
	for i := range s.Receive {
		if err = p.offer(ctx, i, i == s.Receive-1); err != nil {
			return nil, err
		}
	}
	err = errors.Join(
		d.Command(ctx, CULoadBase, s.Base),
		d.Command(ctx, RULoadBase, s.Base),
		d.Command(ctx, RUStart, p.relative(p.rx)),
	)
	return p, err
}

// SetGroups loads the multicast filter.
func (d *Device) SetGroups(ctx context.Context, groups ...ethernet.MAC) error {
	b := binary.LittleEndian.AppendUint16(nil, uint16(6*len(groups)))
	for _, g := range groups {
		b = append(b, g[:]...)
	}
	_, err := d.Execute(ctx, GroupSetup, append(b, 0, 0))
	return err
}

// relative returns an address relative to the base.
func (p *Port) relative(addr uint64) uint32 { return uint32(addr) - p.setup.Base }

func (p *Port) rxSlot() int { return (rxHeader + p.setup.Buffer + afterSlot + 15) &^ 15 }

func (p *Port) rxAt(i int) uint64 { return p.rx + uint64(i%p.setup.Receive*p.rxSlot()) }

func (p *Port) txAt(i int) uint64 { return p.tx + uint64(i%p.setup.Send*txSlot) }

// offer writes a receive frame descriptor.
func (p *Port) offer(ctx context.Context, i int, last bool) error {
	c := CommandWord(0)
	if last {
		c |= EndOfList
	}
	b := block(c, p.relative(p.rxAt(i+1)), nil)
	b = binary.LittleEndian.AppendUint32(b, fullAddr)
	b = binary.LittleEndian.AppendUint32(b, uint32(p.setup.Buffer)<<16)
	return p.d.Machine.WriteMemory(ctx, p.rxAt(i), b)
}

// Room returns the number of frames that wait in either direction before a unit stops.
func (p *Port) Room() int { return min(p.setup.Send, p.setup.Receive) - 1 }

// Post has the command unit send a frame, made of one or more pieces. The unit is suspended
// behind it.
func (p *Port) Post(ctx context.Context, pieces ...[]byte) error {
	return p.PostCommand(ctx, 0, pieces...)
}

// PostCommand is [Port.Post] with more bits in the command word.
func (p *Port) PostCommand(ctx context.Context, c CommandWord, pieces ...[]byte) error {
	if p.txUsed == p.setup.Send-1 || len(pieces) > maxPieces {
		return fmt.Errorf("eepro100: send: %w", ErrFull)
	}
	i := p.txNext
	c |= Transmit | Suspend
	if p.setup.Interrupt {
		c |= Interrupt
	}
	parameters, err := p.parameters(ctx, &c, i, pieces)
	if err != nil {
		return fmt.Errorf("eepro100: send: %w", err)
	}
	m := p.d.Machine
	if err := m.WriteMemory(ctx, p.txAt(i), block(c, p.relative(p.txAt(i+1)), parameters)); err != nil {
		return fmt.Errorf("eepro100: send: %w", err)
	}
	p.txNext = (i + 1) % p.setup.Send
	p.txUsed++
	if !p.started {
		p.started = true
		return p.d.Command(ctx, CUStart, p.relative(p.txAt(i)))
	}
	// The block before no longer suspends the unit.
	before := p.txAt(i + p.setup.Send - 1)
	var word [2]byte
	if err := m.ReadMemory(ctx, before+2, word[:]); err != nil {
		return fmt.Errorf("eepro100: send: %w", err)
	}
	v := CommandWord(binary.LittleEndian.Uint16(word[:])) &^ Suspend
	if err := m.WriteMemory(ctx, before+2, binary.LittleEndian.AppendUint16(nil, uint16(v))); err != nil {
		return fmt.Errorf("eepro100: send: %w", err)
	}
	return p.d.Command(ctx, CUResume, 0)
}

// parameters returns the part of a transmit block behind its link.
func (p *Port) parameters(ctx context.Context, c *CommandWord, i int, pieces [][]byte) ([]byte, error) {
	const threshold, end = 0xe0 << 16, 1 << 15
	if p.setup.Layout == LayoutSimplified {
		frame := slices.Concat(pieces...)
		b := binary.LittleEndian.AppendUint32(nil, fullAddr)
		b = binary.LittleEndian.AppendUint32(b, threshold|end|uint32(len(frame)))
		return append(b, frame...), nil
	}
	*c |= Flexible
	var array []byte
	for n, piece := range pieces {
		addr, err := p.d.Machine.Alloc.Alloc(uint64(len(piece)), 1)
		if err != nil {
			return nil, err
		}
		p.posted = append(p.posted, addr)
		if err := p.d.Machine.WriteMemory(ctx, addr, piece); err != nil {
			return nil, err
		}
		const last = 1 << 16
		size := uint32(len(piece))
		if n == len(pieces)-1 {
			size |= last
		}
		array = binary.LittleEndian.AppendUint32(array, uint32(addr))
		array = binary.LittleEndian.AppendUint32(array, size)
	}
	// The array is in the block's slot, behind room for two descriptors.
	const own = txHeader + 2*8
	at := p.txAt(i) + own
	inside := 0
	if p.setup.Layout == LayoutExtended {
		inside = min(len(array), 2*8)
	}
	if err := p.d.Machine.WriteMemory(ctx, at, array[inside:]); err != nil {
		return nil, err
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(at))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(pieces))<<24|threshold|end)
	return append(b, array[:inside]...), nil
}

// Sent waits until all posted frames were sent, and takes their memory back.
func (p *Port) Sent(ctx context.Context) error {
	var errs []error
	for ; p.txUsed > 0; p.txUsed-- {
		at := p.txAt(p.txNext - p.txUsed + p.setup.Send)
		status, err := p.d.completed(ctx, at)
		if err != nil {
			return fmt.Errorf("eepro100: send: %w", err)
		}
		p.LastSent = make([]byte, txHeader)
		if err := p.d.Machine.ReadMemory(ctx, at, p.LastSent); err != nil {
			return fmt.Errorf("eepro100: send: %w", err)
		}
		if status&StatusOK == 0 {
			errs = append(errs, fmt.Errorf("eepro100: send: status %#x: %w", status, ErrFrame))
		}
	}
	for _, addr := range p.posted {
		errs = append(errs, p.d.Machine.Alloc.Free(addr))
	}
	p.posted = nil
	return errors.Join(errs...)
}

// Pending reports whether a frame waits in guest memory.
func (p *Port) Pending(ctx context.Context) (bool, error) {
	var b [2]byte
	err := p.d.Machine.ReadMemory(ctx, p.rxAt(p.rxNext), b[:])
	return binary.LittleEndian.Uint16(b[:])&StatusComplete != 0, err
}

// Receive waits for the next frame, returns it, and offers its descriptor again.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	r, err := p.Take(ctx)
	if err != nil {
		return nil, err
	}
	return r.Data, p.Release(ctx)
}

// Take is [Port.Receive] without offering the descriptor again. It fails if bytes of the
// descriptor or beside the frame have changed that the controller must leave alone.
func (p *Port) Take(ctx context.Context) (r Received, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("eepro100: receive: descriptor %d: %w", p.rxNext, err)
		}
	}()
	if err := p.d.Machine.Wait(ctx, fmt.Sprintf("C in receive frame descriptor %d", p.rxNext), p.Pending); err != nil {
		return r, err
	}
	b := make([]byte, p.rxSlot())
	if err := p.d.Machine.ReadMemory(ctx, p.rxAt(p.rxNext), b); err != nil {
		return r, err
	}
	r = Received{Status: binary.LittleEndian.Uint16(b), Count: binary.LittleEndian.Uint16(b[12:]), Index: p.rxNext}
	n := int(r.Count & countBytes)
	if n > p.setup.Buffer {
		return r, fmt.Errorf("%d bytes in a buffer of %d: %w", n, p.setup.Buffer, ErrFrame)
	}
	r.Data = b[rxHeader : rxHeader+n]
	if rest := b[rxHeader+n:]; !bytes.Equal(rest, bytes.Repeat([]byte{Untouched}, len(rest))) {
		return r, fmt.Errorf("bytes behind %d bytes of frame have changed: %w", n, ErrFrame)
	}
	if link, want := binary.LittleEndian.Uint32(b[4:]), p.relative(p.rxAt(p.rxNext+1)); link != want {
		return r, fmt.Errorf("link address = %#x, want %#x as it was: %w", link, want, ErrFrame)
	}
	if size := binary.LittleEndian.Uint16(b[14:]); int(size) != p.setup.Buffer {
		return r, fmt.Errorf("size = %d, want %d as it was: %w", size, p.setup.Buffer, ErrFrame)
	}
	if r.Status&StatusOK == 0 {
		return r, fmt.Errorf("status %#x: %w", r.Status, ErrFrame)
	}
	p.rxNext = (p.rxNext + 1) % p.setup.Receive
	p.rxTaken++
	p.Last = r
	return r, nil
}

// Release offers the taken descriptors again, and starts the receive unit if it has run out
// of them.
func (p *Port) Release(ctx context.Context) error {
	for ; p.rxTaken > 0; p.rxTaken-- {
		i := (p.rxNext - p.rxTaken + p.setup.Receive) % p.setup.Receive
		size := uint64(p.rxSlot() - rxHeader)
		err := errors.Join(p.d.Machine.Memset(ctx, p.rxAt(i)+rxHeader, size, Untouched), p.offer(ctx, i, true))
		if err == nil && p.setup.Receive > 1 {
			err = p.d.Machine.WriteMemory(ctx, p.rxAt(i+p.setup.Receive-1)+2, []byte{0, 0}) // no longer the last
		}
		if err != nil {
			return fmt.Errorf("eepro100: receive: %w", err)
		}
	}
	v, err := SCBStatus.Read(ctx, p.d.Regs)
	if err == nil && v.ReceiveUnit() == ReceiveNoResources {
		err = p.d.Command(ctx, RUStart, p.relative(p.rxAt(p.rxNext)))
	}
	if err != nil {
		return fmt.Errorf("eepro100: receive: %w", err)
	}
	return nil
}

// Length waits for the next frame and returns its actual count.
func (p *Port) Length(ctx context.Context) (int, error) {
	if err := p.d.Machine.Wait(ctx, fmt.Sprintf("C in receive frame descriptor %d", p.rxNext), p.Pending); err != nil {
		return 0, fmt.Errorf("eepro100: receive: %w", err)
	}
	var b [2]byte
	err := p.d.Machine.ReadMemory(ctx, p.rxAt(p.rxNext)+12, b[:])
	return int(binary.LittleEndian.Uint16(b[:]) & countBytes), err
}

// Skip takes the next descriptor back, which has a frame that was too long for it, and offers
// it again.
func (p *Port) Skip(ctx context.Context) error {
	b := make([]byte, afterSlot)
	end := p.rxAt(p.rxNext) + rxHeader + uint64(p.setup.Buffer)
	if err := p.d.Machine.ReadMemory(ctx, end, b); err != nil {
		return fmt.Errorf("eepro100: receive: %w", err)
	}
	if !bytes.Equal(b, bytes.Repeat([]byte{Untouched}, len(b))) {
		return fmt.Errorf("eepro100: receive: bytes behind the buffer have changed: %w", ErrFrame)
	}
	p.rxNext = (p.rxNext + 1) % p.setup.Receive
	p.rxTaken++
	return p.Release(ctx)
}

// Suspend sets S in the descriptor i.
func (p *Port) Suspend(ctx context.Context, i int) error {
	return p.d.Machine.WriteMemory(ctx, p.rxAt(i)+2, binary.LittleEndian.AppendUint16(nil, uint16(Suspend)))
}

// Close stops the receive unit and frees all memory.
func (p *Port) Close(ctx context.Context) error {
	return errors.Join(p.d.Command(ctx, RUAbort, 0), p.free())
}

func (p *Port) free() error {
	var errs []error
	for _, addr := range append(p.posted, p.tx, p.rx) {
		if addr != 0 {
			errs = append(errs, p.d.Machine.Alloc.Free(addr))
		}
	}
	p.posted = nil
	return errors.Join(errs...)
}
