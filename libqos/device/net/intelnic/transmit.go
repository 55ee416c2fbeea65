package intelnic

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Transmit registers (82574 datasheet, section 10.2.6 "Transmit Register
// Descriptions"; 82576 datasheet, section 8.12 "Transmit Register Descriptions").
const TCTL reg.Reg[TransmitControl] = 0x0400

// TransmitControl is the Transmit Control register. Bits 11:4 are the collision
// threshold.
type TransmitControl uint32

// Bits of TCTL.
const (
	TransmitEN   TransmitControl = 1 << 1  // transmitter enable
	TransmitPSP  TransmitControl = 1 << 3  // pad short packets
	TransmitRTLC TransmitControl = 1 << 24 // retransmit on late collision

	TransmitCT TransmitControl = 0x0f << 4 // the collision threshold that the datasheets recommend
)

// Offload selects the changes that the controller makes to a frame. The zero value
// sends it unchanged.
type Offload struct {
	VLAN bool   // insert a tag
	Tag  uint16 // the tag: priority, CFI and VLAN id

	IPChecksum bool // insert the IPv4 header checksum
	L4Checksum bool // insert the TCP or UDP checksum
	TSO        bool // segment TCP, or on the 82576 UDP datagrams
	MSS        int  // payload of a segment, in bytes; only with TSO

	L2Size int // Ethernet header, in bytes
	IPSize int // IP header, in bytes
	L4Size int // TCP or UDP header, in bytes; only with TSO
	IPv6   bool
	UDP    bool // not TCP

	Sum      bool // legacy descriptors: insert the sum of the bytes from SumStart to the end
	SumStart int  // offset in the frame
	SumAt    int  // offset of the inserted sum in the frame

	Silent bool // do not set RS: the controller does not report completion
	Delay  bool // set IDE: the interrupt waits for the delay timers; not with advanced descriptors
}

// context reports whether o needs a context descriptor.
func (o Offload) context() bool { return o.IPChecksum || o.L4Checksum || o.TSO }

// Command returns the bits of the command byte that all formats share, without
// [TransmitDEXT].
func (o Offload) Command(last bool) uint8 {
	command := TransmitIFCS
	if last {
		command |= TransmitEOP
		if !o.Silent {
			command |= TransmitRS
		}
	}
	if o.VLAN {
		command |= TransmitVLE
	}
	if o.Delay {
		command |= TransmitIDE
	}
	return command
}

// POPTS, in the fourth word of the data descriptors that follow a context.
const (
	optionIXSM uint32 = 1 << 8
	optionTXSM uint32 = 1 << 9
)

// Options returns POPTS, which all formats with a context share.
func (o Offload) Options() uint32 {
	var options uint32
	if o.IPChecksum {
		options |= optionIXSM
	}
	if o.L4Checksum {
		options |= optionTXSM
	}
	return options
}

// Piece is a part of a frame in a buffer of its own.
type Piece struct {
	Buffer      uint64 // guest-physical address
	Size        int    // in bytes
	First, Last bool   // of the frame
	Total       int    // bytes of the whole frame
}

// TransmitFormat is a format of transmit descriptors.
type TransmitFormat interface {
	// Context returns the context descriptor that must precede the frame's
	// data, if it needs one. It is an error if the format does not support o.
	Context(o Offload, total int) (d Descriptor, needed bool, err error)
	// Data returns the descriptor of a piece.
	Data(p Piece, o Offload) Descriptor
}

// TransmitDone reports DD, which is at the same place in every format: the
// controller has sent the descriptor's data.
func TransmitDone(d Descriptor) bool { return d[12]&1 != 0 }

// ErrOffload means that a descriptor format does not support an [Offload].
var ErrOffload = errors.New("not supported by the descriptor format")

// TXQueue is a transmit ring with the buffers of its descriptors in use.
type TXQueue struct {
	*Ring
	format  TransmitFormat
	buffers map[int]uint64 // guest-physical, by the descriptor that uses it
	reports map[int]bool   // descriptors with RS
	posted  []content      // not yet written to guest memory
}

// content is the data for a buffer.
type content struct {
	addr uint64 // guest-physical
	data []byte
}

// OpenTX sets up the transmit queue with the registers at block, with a ring of size
// descriptors, and calls enable, if not nil. The queue starts with the transmitter.
func OpenTX(ctx context.Context, c *Controller, block Block, size int, format TransmitFormat, enable func(context.Context) error) (*TXQueue, error) {
	ring, err := NewRing(ctx, c, block, size)
	if err != nil {
		return nil, err
	}
	q := &TXQueue{Ring: ring, format: format, buffers: map[int]uint64{}, reports: map[int]bool{}}
	if enable == nil {
		return q, nil
	}
	if err := enable(ctx); err != nil {
		return nil, errors.Join(err, q.Close())
	}
	return q, nil
}

// StopTX turns off the transmitter and clears all other bits of TCTL.
func (c *Controller) StopTX(ctx context.Context) error {
	return TCTL.Write(ctx, c.Regs, 0)
}

// Close frees the queue's memory. The queue must have been stopped.
func (q *TXQueue) Close() error {
	var errs []error
	for i, addr := range q.buffers {
		errs = append(errs, q.c.Machine.Alloc.Free(addr))
		delete(q.buffers, i)
	}
	return errors.Join(append(errs, q.Ring.Close())...)
}

// Post puts a frame, made of one or more pieces, on the ring. The controller
// sees it after [TXQueue.Kick].
func (q *TXQueue) Post(o Offload, pieces ...[]byte) error {
	p := Piece{}
	for _, b := range pieces {
		p.Total += len(b)
	}
	d, needed, err := q.format.Context(o, p.Total)
	if err != nil {
		return fmt.Errorf("intelnic: send %d bytes: %w", p.Total, err)
	}
	if needed {
		if _, err := q.Push(d); err != nil {
			return fmt.Errorf("intelnic: send %d bytes: %w", p.Total, err)
		}
	}
	for i, b := range pieces {
		p.First, p.Last, p.Size = i == 0, i == len(pieces)-1, len(b)
		if p.Buffer, err = q.c.Machine.Alloc.Alloc(uint64(padded(len(b))), pieceAlign); err != nil {
			return fmt.Errorf("intelnic: send %d bytes: %w", p.Total, err)
		}
		n, err := q.Push(q.format.Data(p, o))
		if err != nil {
			return errors.Join(fmt.Errorf("intelnic: send %d bytes: %w", p.Total, err), q.c.Machine.Alloc.Free(p.Buffer))
		}
		q.posted = append(q.posted, content{p.Buffer, b})
		q.buffers[n] = p.Buffer
		q.reports[n] = p.Last && !o.Silent
	}
	return nil
}

// Pieces begin at multiples of pieceAlign bytes. Padding that belongs to no frame
// fills the space up to the next such multiple.
const (
	pieceAlign = 16
	padding    = 0xee
)

func padded(n int) int { return max((n+pieceAlign-1)&^(pieceAlign-1), pieceAlign) }

// Kick writes the posted pieces, adjacent ones in one block, and shows them to the
// controller.
func (q *TXQueue) Kick(ctx context.Context) error {
	for len(q.posted) > 0 {
		addr := q.posted[0].addr
		var block []byte
		for len(q.posted) > 0 && q.posted[0].addr == addr+uint64(len(block)) && len(block) < maxBlock {
			data := q.posted[0].data
			block = append(block, data...)
			block = append(block, bytes.Repeat([]byte{padding}, padded(len(data))-len(data))...)
			q.posted = q.posted[1:]
		}
		if err := q.c.Machine.WriteMemory(ctx, addr, block); err != nil {
			return fmt.Errorf("intelnic: write transmit buffers at %#x: %w", addr, err)
		}
	}
	return q.Ring.Kick(ctx)
}

// Reclaim waits until the controller has sent all posted frames that it reports:
// those up to the last descriptor with RS.
func (q *TXQueue) Reclaim(ctx context.Context) error {
	used := 0 // descriptors up to the last one with RS
	for n := range q.Used() {
		if q.reports[(q.Oldest()+n)%q.size] {
			used = n + 1
		}
	}
	if used == 0 {
		return nil
	}
	first, last := q.Oldest(), (q.Oldest()+used-1)%q.size
	err := q.c.Machine.Wait(ctx, fmt.Sprintf("DD in the transmit descriptors %d to %d of the ring at %#x", first, last, q.base), func(ctx context.Context) (bool, error) {
		descriptors, err := q.look(ctx, first, used)
		for n, d := range descriptors {
			if q.reports[(first+n)%q.size] && !TransmitDone(d) {
				return false, err
			}
		}
		return err == nil, err
	})
	if err != nil {
		return fmt.Errorf("intelnic: transmit: %w", err)
	}
	return q.take(last)
}

// take takes back the descriptors up to last, with their buffers.
func (q *TXQueue) take(last int) error {
	for {
		i := q.Oldest()
		if addr, ok := q.buffers[i]; ok {
			if err := q.c.Machine.Alloc.Free(addr); err != nil {
				return err
			}
			delete(q.buffers, i)
		}
		delete(q.reports, i)
		q.Pop()
		if i == last {
			return nil
		}
	}
}

// Send posts a frame and waits until the controller has sent it.
func (q *TXQueue) Send(ctx context.Context, o Offload, pieces ...[]byte) error {
	if err := q.Post(o, pieces...); err != nil {
		return err
	}
	if err := q.Kick(ctx); err != nil {
		return err
	}
	return q.Reclaim(ctx)
}
