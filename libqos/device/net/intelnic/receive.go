package intelnic

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Receive registers (82574 datasheet, section 10.2.5 "Receive Register
// Descriptions"; 82576 datasheet, section 8.10 "Receive Register Descriptions").
const (
	RCTL   reg.Reg[ReceiveControl]  = 0x0100
	RXCSUM reg.Reg[ReceiveChecksum] = 0x5000 // Receive Checksum Control
	MRQC   reg.Reg[MultipleQueues]  = 0x5818 // Multiple Receive Queues Command
)

// ReceiveControl is the Receive Control register. Fields of several bits:
// [ReceiveThreshold], [ReceiveMulticastOffset], [ReceiveBuffers].
type ReceiveControl uint32

// Bits of RCTL.
const (
	ReceiveEN    ReceiveControl = 1 << 1  // receiver enable
	ReceiveSBP   ReceiveControl = 1 << 2  // store bad packets
	ReceiveUPE   ReceiveControl = 1 << 3  // unicast promiscuous
	ReceiveMPE   ReceiveControl = 1 << 4  // multicast promiscuous
	ReceiveLPE   ReceiveControl = 1 << 5  // long packets: above 1522 bytes
	ReceiveBAM   ReceiveControl = 1 << 15 // accept broadcast
	ReceiveVFE   ReceiveControl = 1 << 18 // VLAN filter
	ReceiveCFIEN ReceiveControl = 1 << 19 // canonical form indicator is compared
	ReceiveCFI   ReceiveControl = 1 << 20 // with this
	ReceiveDPF   ReceiveControl = 1 << 22 // discard pause frames
	ReceivePMCF  ReceiveControl = 1 << 23 // pass MAC control frames
	ReceiveBSEX  ReceiveControl = 1 << 25 // 82574: the buffer size is 16 times as large
	ReceiveSECRC ReceiveControl = 1 << 26 // strip the frame check sequence
)

// String names the bits that are set.
func (r ReceiveControl) String() string {
	return reg.Format(r, []reg.Bit[ReceiveControl]{
		{Mask: ReceiveEN, Name: "RXEN"},
		{Mask: ReceiveSBP, Name: "SBP"},
		{Mask: ReceiveUPE, Name: "UPE"},
		{Mask: ReceiveMPE, Name: "MPE"},
		{Mask: ReceiveLPE, Name: "LPE"},
		{Mask: ReceiveBAM, Name: "BAM"},
		{Mask: ReceiveVFE, Name: "VFE"},
		{Mask: ReceiveCFIEN, Name: "CFIEN"},
		{Mask: ReceiveCFI, Name: "CFI"},
		{Mask: ReceiveDPF, Name: "DPF"},
		{Mask: ReceivePMCF, Name: "PMCF"},
		{Mask: ReceiveBSEX, Name: "BSEX"},
		{Mask: ReceiveSECRC, Name: "SECRC"},
	})
}

// ReceiveMulticastOffset is RCTL.MO, 0 to 3: which bits of a multicast address
// are the index into the multicast table. See [MulticastIndex].
func ReceiveMulticastOffset(mo uint8) ReceiveControl { return ReceiveControl(mo&3) << 12 }

// ReceiveThreshold is RCTL.RDMTS, 0 to 2: RXDMT0 is a cause when only 1/2, 1/4
// or 1/8 of the ring's descriptors are left. The 82576 has it in each queue.
func ReceiveThreshold(rdmts uint8) ReceiveControl { return ReceiveControl(rdmts&3) << 8 }

// ReceiveBuffers returns RCTL.BSIZE and BSEX for buffers of size bytes. The
// sizes are 256, 512, 1024 and 2048 and, on the 82574, 4096, 8192 and 16384.
func ReceiveBuffers(size int) (ReceiveControl, error) {
	switch size {
	case 2048:
		return 0 << 16, nil
	case 1024:
		return 1 << 16, nil
	case 512:
		return 2 << 16, nil
	case 256:
		return 3 << 16, nil
	case 16384:
		return ReceiveBSEX | 1<<16, nil
	case 8192:
		return ReceiveBSEX | 2<<16, nil
	case 4096:
		return ReceiveBSEX | 3<<16, nil
	}
	return 0, fmt.Errorf("intelnic: the controller has no receive buffers of %d bytes", size)
}

// ReceiveChecksum is the Receive Checksum Control register; bits 7:0 are the
// offset at which the packet checksum starts.
type ReceiveChecksum uint32

// Bits of RXCSUM.
const (
	ReceiveIPOFL ReceiveChecksum = 1 << 8  // check the IP header
	ReceiveTUOFL ReceiveChecksum = 1 << 9  // check TCP and UDP
	ReceivePCSD  ReceiveChecksum = 1 << 13 // write the RSS hash, not the packet checksum
)

// ReceiveStatus is what a receive descriptor says once the controller has
// written it back, whatever the descriptor's format.
type ReceiveStatus struct {
	Done   bool // DD: the descriptor is software's
	End    bool // EOP: the frame's last descriptor
	Length int  // bytes in the buffer

	VLAN    bool   // VP: the frame had a tag that was removed
	Tag     uint16 // and that was
	Inexact bool   // PIF: no exact filter matched

	IPChecked    bool // IPCS
	L4Checked    bool // TCPCS or UDPCS (L4CS)
	IPError      bool // IPE
	L4Error      bool // TCPE (L4E)
	IgnoreChecks bool // IXSM; legacy and extended format

	RSSType RSSType // extended and advanced format
	Hash    uint32  // RSS hash, if RSSType is not RSSNone
}

// ReceiveFormat is a format of receive descriptors.
type ReceiveFormat interface {
	// Offer returns the descriptor that offers the buffer at a guest-physical
	// address to the controller.
	Offer(buffer uint64) Descriptor
	// Status returns what the controller wrote to the descriptor.
	Status(d Descriptor) ReceiveStatus
}

// Received is a frame that the controller has put into guest memory.
type Received struct {
	ReceiveStatus        // of the frame's last descriptor
	Data          []byte // of all its buffers
	Descriptors   int    // how many those were
}

// RXQueue is a receive ring whose descriptors have buffers in guest memory.
type RXQueue struct {
	*Ring
	format  ReceiveFormat
	room    int      // of a buffer, in bytes
	buffers uint64   // guest-physical address of that of descriptor 0
	seen    []filled // from the oldest descriptor on
}

// filled is a receive descriptor that the controller has written back, with what is
// in its buffer.
type filled struct {
	ReceiveStatus
	data []byte
}

// OpenRX sets up the receive queue whose registers stand at the block, with a ring
// of size descriptors and a buffer of so many bytes for each, and has it enabled by
// enable, if that is not nil. Nothing is offered to the controller yet; see
// [RXQueue.Fill]. The queue runs once the receiver does.
func OpenRX(ctx context.Context, c *Controller, block Block, size int, format ReceiveFormat, buffer int, enable func(context.Context) error) (*RXQueue, error) {
	ring, err := NewRing(ctx, c, block, size)
	if err != nil {
		return nil, err
	}
	buffers, err := c.Machine.Alloc.Alloc(uint64(size*buffer), 2048)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("intelnic: receive buffers: %w", err), ring.Close())
	}
	q := &RXQueue{Ring: ring, format: format, room: buffer, buffers: buffers}
	if enable == nil {
		return q, nil
	}
	if err := enable(ctx); err != nil {
		return nil, errors.Join(err, q.Close())
	}
	return q, nil
}

// StopRX turns the receiver off, with all that it was asked for besides.
func (c *Controller) StopRX(ctx context.Context) error {
	return RCTL.Write(ctx, c.Regs, 0)
}

// Close gives the queue's memory back. The queue must have been stopped.
func (q *RXQueue) Close() error {
	if err := q.c.Machine.Alloc.Free(q.buffers); err != nil {
		return err
	}
	return q.Ring.Close()
}

func (q *RXQueue) buffer(i int) uint64 { return q.buffers + uint64(i*q.room) }

// Descriptors returns over how many descriptors a frame of size bytes is spread.
func (q *RXQueue) Descriptors(size int) int { return (size + q.room - 1) / q.room }

// Fill offers n more buffers to the controller.
func (q *RXQueue) Fill(ctx context.Context, n int) error {
	for range n {
		if _, err := q.Push(q.format.Offer(q.buffer(q.tail))); err != nil {
			return err
		}
	}
	return q.Kick(ctx)
}

// FillAll offers all the buffers that it may to the controller.
func (q *RXQueue) FillAll(ctx context.Context) error { return q.Fill(ctx, q.Free()) }

// Take returns the next frame, without offering its buffers again. It waits
// until the frame is there.
func (q *RXQueue) Take(ctx context.Context) (Received, error) {
	var r Received
	for !r.End {
		if len(q.seen) == 0 {
			if err := q.wait(ctx); err != nil {
				return Received{}, err
			}
		}
		next := q.seen[0]
		if next.Length > q.room {
			return Received{}, fmt.Errorf("intelnic: receive descriptor %d says that its buffer of %d bytes holds %d", q.Oldest(), q.room, next.Length)
		}
		r.ReceiveStatus = next.ReceiveStatus
		r.Data = append(r.Data, next.data...)
		r.Descriptors++
		q.seen = q.seen[1:]
		q.Pop()
	}
	return r, nil
}

// wait waits until the oldest descriptor has been written back, and keeps what it
// sees of it and of those behind it that have been as well: the controller does not
// touch them any more.
func (q *RXQueue) wait(ctx context.Context) error {
	err := q.c.Machine.Wait(ctx, fmt.Sprintf("DD in receive descriptor %d of the ring at %#x", q.Oldest(), q.base), func(ctx context.Context) (bool, error) {
		descriptors, err := q.look(ctx, q.Oldest(), max(q.Used(), 1))
		if err != nil {
			return false, err
		}
		for _, d := range descriptors {
			s := q.format.Status(d)
			if !s.Done {
				break
			}
			q.seen = append(q.seen, filled{ReceiveStatus: s})
		}
		return len(q.seen) > 0, nil
	})
	if err == nil {
		err = q.fetch(ctx)
	}
	if err != nil {
		return fmt.Errorf("intelnic: receive: %w", err)
	}
	return nil
}

// Buffers are read together while what is between the data is no more than maxGap
// bytes, and all of it no more than maxBlock.
const (
	maxGap   = 4 << 10
	maxBlock = 64 << 10
)

// fetch reads what is in the buffers of the descriptors that were seen.
func (q *RXQueue) fetch(ctx context.Context) error {
	for from := 0; from < len(q.seen); {
		first := (q.Oldest() + from) % q.Size()
		to := from + 1
		end := q.length(from)
		for ; to < len(q.seen) && first+to-from < q.Size(); to++ {
			start := (to - from) * q.room
			if start-end > maxGap || start+q.length(to) > maxBlock {
				break
			}
			end = start + q.length(to)
		}
		block := make([]byte, end)
		if err := q.c.Machine.ReadMemory(ctx, q.buffer(first), block); err != nil {
			return fmt.Errorf("read the receive buffers %d to %d: %w", first, first+to-from-1, err)
		}
		for i := from; i < to; i++ {
			start := (i - from) * q.room
			q.seen[i].data = block[start : start+q.length(i)]
		}
		from = to
	}
	return nil
}

// length is how much of a buffer is read: not more than it has.
func (q *RXQueue) length(seen int) int { return min(q.seen[seen].Length, q.room) }

// Receive is [RXQueue.Take] that offers the frame's buffers again.
func (q *RXQueue) Receive(ctx context.Context) (Received, error) {
	r, err := q.Take(ctx)
	if err != nil {
		return Received{}, err
	}
	return r, q.Fill(ctx, r.Descriptors)
}

// Pending reports whether a frame's first descriptor has been written back. It
// does not wait.
func (q *RXQueue) Pending(ctx context.Context) (bool, error) {
	if len(q.seen) > 0 {
		return true, nil
	}
	d, err := q.Read(ctx, q.Oldest())
	return q.format.Status(d).Done, err
}
