package intelnic

import (
	"bytes"
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
//
//qgraph:bits Receive
const (
	ReceiveEN    ReceiveControl = 1 << 1  // "RXEN": receiver enable
	ReceiveSBP   ReceiveControl = 1 << 2  // store bad packets
	ReceiveUPE   ReceiveControl = 1 << 3  // unicast promiscuous
	ReceiveMPE   ReceiveControl = 1 << 4  // multicast promiscuous
	ReceiveLPE   ReceiveControl = 1 << 5  // long packets: above 1522 bytes
	ReceiveBAM   ReceiveControl = 1 << 15 // accept broadcast
	ReceiveVFE   ReceiveControl = 1 << 18 // VLAN filter
	ReceiveCFIEN ReceiveControl = 1 << 19 // compare the canonical form indicator with ReceiveCFI
	ReceiveCFI   ReceiveControl = 1 << 20 // canonical form indicator
	ReceiveDPF   ReceiveControl = 1 << 22 // discard pause frames
	ReceivePMCF  ReceiveControl = 1 << 23 // pass MAC control frames
	ReceiveBSEX  ReceiveControl = 1 << 25 // 82574: the buffer size is 16 times as large
	ReceiveSECRC ReceiveControl = 1 << 26 // strip the frame check sequence
)

// ReceiveMulticastOffset is RCTL.MO, 0 to 3: it selects the bits of a multicast
// address that index the multicast table. See [MulticastIndex].
func ReceiveMulticastOffset(mo uint8) ReceiveControl { return ReceiveControl(mo&3) << 12 }

// ReceiveLoopback is RCTL.LBM for a loopback in the PHY.
const ReceiveLoopback ReceiveControl = 3 << 6

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
	return 0, fmt.Errorf("intelnic: got receive buffers of %d bytes, want a power of two from 256 to 16384", size)
}

// ReceiveChecksum is the Receive Checksum Control register; bits 7:0 are the
// offset at which the packet checksum starts, PCSS.
type ReceiveChecksum uint32

// Bits of RXCSUM.
const (
	ReceiveIPOFL ReceiveChecksum = 1 << 8  // check the IP header
	ReceiveTUOFL ReceiveChecksum = 1 << 9  // check TCP and UDP
	ReceivePCSD  ReceiveChecksum = 1 << 13 // write the RSS hash, not the packet checksum
)

// ReceiveStatus is the content of a receive descriptor that the controller has
// written back, independent of the format.
type ReceiveStatus struct {
	Done   bool // DD: software owns the descriptor
	End    bool // EOP: the frame's last descriptor
	Length int  // bytes in the buffer

	VLAN    bool   // VP: the controller removed a tag
	Tag     uint16 // the removed tag
	Inexact bool   // PIF: no exact filter matched

	IPChecked    bool // IPCS
	L4Checked    bool // TCPCS or UDPCS (L4CS)
	IPError      bool // IPE
	L4Error      bool // TCPE (L4E)
	IgnoreChecks bool // IXSM; legacy and extended format
	Errors       bool // any error but IPE and TCPE: of the frame or of the receiver

	Sum     uint16  // packet checksum, of a frame's first descriptor; legacy format
	RSSType RSSType // extended and advanced format
	Hash    uint32  // RSS hash, if RSSType is not RSSNone
	Queue   int     // that RSS chose; extended format
	Stray   bool    // bits that are reserved, or of a header that is split off, are set in the first word; extended and advanced format
}

// ReceiveFormat is a format of receive descriptors.
type ReceiveFormat interface {
	// Offer returns the descriptor that offers the buffer at a guest-physical
	// address to the controller.
	Offer(buffer uint64) Descriptor
	// Status decodes a descriptor that the controller wrote.
	Status(d Descriptor) ReceiveStatus
}

// Received is a frame that the controller wrote to guest memory.
type Received struct {
	ReceiveStatus        // of the frame's last descriptor; Stray and Errors of any, Sum of the first
	Data          []byte // of all its buffers
	Descriptors   int    // number of its descriptors
}

// RXQueue is a receive ring whose descriptors have buffers in guest memory.
type RXQueue struct {
	*Ring
	format  ReceiveFormat
	room    int      // of a buffer, in bytes
	buffers uint64   // guest-physical address of descriptor 0's buffer
	seen    []filled // starting at the oldest descriptor
	content []byte   // of all buffers, as far as it was read
}

// Untouched is the value of all bytes of the buffers of a new receive queue.
const Untouched = 0xa5

// ErrBehind means that the controller has written behind a frame.
var ErrBehind = errors.New("the controller has written behind the frame in its buffer")

// guard is how many bytes behind a frame are looked at, as far as the buffer has them.
const guard = 16

// filled is a receive descriptor that the controller has written back, with the
// data in its buffer.
type filled struct {
	ReceiveStatus
	data []byte
}

// OpenRX sets up the receive queue with the registers at block, with a ring of size
// descriptors and a buffer of buffer bytes for each, and calls enable, if not nil.
// It offers no buffers to the controller yet; see [RXQueue.Fill]. The queue starts
// with the receiver.
func OpenRX(ctx context.Context, c *Controller, block Block, size int, format ReceiveFormat, buffer int, enable func(context.Context) error) (*RXQueue, error) {
	ring, err := NewRing(ctx, c, block, size)
	if err != nil {
		return nil, err
	}
	buffers, err := c.Machine.Alloc.Alloc(uint64(size*buffer), 2048)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("intelnic: receive buffers: %w", err), ring.Close())
	}
	q := &RXQueue{Ring: ring, format: format, room: buffer, buffers: buffers, content: bytes.Repeat([]byte{Untouched}, size*buffer)}
	if err := c.Machine.Memset(ctx, buffers, uint64(size*buffer), Untouched); err != nil {
		return nil, errors.Join(fmt.Errorf("intelnic: receive buffers: %w", err), q.Close())
	}
	if enable == nil {
		return q, nil
	}
	if err := enable(ctx); err != nil {
		return nil, errors.Join(err, q.Close())
	}
	return q, nil
}

// StopRX turns off the receiver and clears all other bits of RCTL.
func (c *Controller) StopRX(ctx context.Context) error {
	return RCTL.Write(ctx, c.Regs, 0)
}

// Close frees the queue's memory. The queue must have been stopped.
func (q *RXQueue) Close() error {
	if err := q.c.Machine.Alloc.Free(q.buffers); err != nil {
		return err
	}
	return q.Ring.Close()
}

// Buffers returns the address of the memory with the buffers of all descriptors, in their
// order, and the size of a buffer, in bytes.
func (q *RXQueue) Buffers() (addr uint64, size int) { return q.buffers, q.room }

func (q *RXQueue) buffer(i int) uint64 { return q.buffers + uint64(i*q.room) }

// Descriptors returns the number of descriptors for a frame of size bytes.
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

// FillAll offers as many buffers to the controller as the ring allows.
func (q *RXQueue) FillAll(ctx context.Context) error { return q.Fill(ctx, q.Free()) }

// Take waits for the next frame and returns it, without offering its buffers again.
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
			return Received{}, fmt.Errorf("intelnic: receive descriptor %d: buffer of %d bytes, got a length of %d bytes", q.Oldest(), q.room, next.Length)
		}
		stray, faulty, sum := r.Stray || next.Stray, r.Errors || next.Errors, r.Sum
		if r.Descriptors == 0 {
			sum = next.Sum
		}
		r.ReceiveStatus = next.ReceiveStatus
		r.Stray, r.Errors, r.Sum = stray, faulty, sum
		r.Data = append(r.Data, next.data...)
		r.Descriptors++
		q.seen = q.seen[1:]
		q.Pop()
	}
	return r, nil
}

// wait waits until the oldest descriptor has been written back. It keeps the
// content of that descriptor and of all later ones written back, which the
// controller no longer changes.
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

// Buffers are read together if the gaps between the data are at most maxGap bytes,
// and the whole block at most maxBlock bytes.
const (
	maxGap   = 4 << 10
	maxBlock = 64 << 10
)

// fetch reads the buffers of the descriptors in seen, and checks the bytes behind their data.
func (q *RXQueue) fetch(ctx context.Context) error {
	for from := 0; from < len(q.seen); {
		first := (q.Oldest() + from) % q.Size()
		to := from + 1
		end := q.looked(from)
		for ; to < len(q.seen) && first+to-from < q.Size(); to++ {
			start := (to - from) * q.room
			if start-end > maxGap || start+q.looked(to) > maxBlock {
				break
			}
			end = start + q.looked(to)
		}
		block := make([]byte, end)
		if err := q.c.Machine.ReadMemory(ctx, q.buffer(first), block); err != nil {
			return fmt.Errorf("read the receive buffers %d to %d: %w", first, first+to-from-1, err)
		}
		for i := from; i < to; i++ {
			data := block[(i-from)*q.room:][:q.looked(i)]
			content := q.content[(first+i-from)*q.room:][:len(data)]
			n := q.length(i)
			if !bytes.Equal(data[n:], content[n:]) {
				return fmt.Errorf("%d bytes in the buffer of descriptor %d: bytes behind are % x, want % x: %w", n, first+i-from, data[n:], content[n:], ErrBehind)
			}
			copy(content, data)
			q.seen[i].data = data[:n]
		}
		from = to
	}
	return nil
}

// looked returns the number of bytes to read from a buffer: of the data, and behind it.
func (q *RXQueue) looked(seen int) int { return min(q.seen[seen].Length+guard, q.room) }

// length returns the number of bytes of data in a buffer, at most its size.
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
