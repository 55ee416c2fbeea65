package virtio

import (
	"encoding/binary"
	"fmt"
)

// DescriptorFlags is the flags field of a descriptor (virtio 1.3, section 2.7.5
// "The Virtqueue Descriptor Table").
type DescriptorFlags uint16

// Flags of a descriptor.
//
//qgraph:bits Descriptor
const (
	DescriptorNext     DescriptorFlags = 1 << 0 // VIRTQ_DESC_F_NEXT: the chain continues at next
	DescriptorWrite    DescriptorFlags = 1 << 1 // VIRTQ_DESC_F_WRITE: device-writable, else device-readable
	DescriptorIndirect DescriptorFlags = 1 << 2 // VIRTQ_DESC_F_INDIRECT: the buffer is a table of descriptors

	// Of a packed ring (virtio 1.3, section 2.8.1 "Driver and Device Ring Wrap
	// Counters").
	DescriptorAvail DescriptorFlags = 1 << 7  // VIRTQ_DESC_F_AVAIL: the driver's wrap counter
	DescriptorUsed  DescriptorFlags = 1 << 15 // VIRTQ_DESC_F_USED: the device's
)

// descriptor is struct virtq_desc.
type descriptor struct {
	addr  uint64
	size  uint32
	flags DescriptorFlags
	next  uint16
}

const descriptorSize = 16 // bytes

// put writes the descriptor in its memory format to the start of b.
func (d descriptor) put(b []byte, order binary.ByteOrder) {
	order.PutUint64(b[0:], d.addr)
	order.PutUint32(b[8:], d.size)
	order.PutUint16(b[12:], uint16(d.flags))
	order.PutUint16(b[14:], d.next)
}

// Flags of the available ring (virtio 1.3, section 2.7.6 "The Virtqueue
// Available Ring") and of the used ring (section 2.7.8 "The Virtqueue Used Ring").
const (
	availNoInterrupt uint16 = 1 << 0 // VIRTQ_AVAIL_F_NO_INTERRUPT
	usedNoNotify     uint16 = 1 << 0 // VIRTQ_USED_F_NO_NOTIFY
)

// A queue's rings in memory, n being its size:
//
//	available ring          used ring
//	0     flags             0     flags
//	2     idx               2     idx
//	4     ring[n] of 2      4     ring[n] of 8: id, len
//	4+2n  used_event        4+8n  avail_event
const (
	ringFlags     = 0
	ringIdx       = 2
	ringEntries   = 4
	availSize     = 2 // bytes of an entry
	usedSize      = 8 // bytes of an entry
	eventSize     = 2 // bytes of used_event and avail_event
	maxQueueSize  = 32768
	availAlign    = 2
	usedAlign     = 4
	descriptorsAt = 16 // alignment of the descriptor table
)

func (a Areas) availAt(i uint16) uint64 { return a.Driver + ringEntries + availSize*uint64(i) }
func (a Areas) usedEvent() uint64       { return a.availAt(a.Size) }
func (a Areas) usedAt(i uint16) uint64  { return a.Device + ringEntries + usedSize*uint64(i) }
func (a Areas) availEvent() uint64      { return a.usedAt(a.Size) }

// size returns the bytes from the descriptor table to the end of the used ring.
func (a Areas) size() uint64 { return a.availEvent() + eventSize - a.Descriptor }

// layOut returns the areas of a queue of n descriptors that begins at base, and
// the required alignment of base.
func layOut(base uint64, n uint16, legacy bool) (a Areas, align uint64) {
	a = Areas{Size: n, Descriptor: base, Driver: base + descriptorSize*uint64(n)}
	end := a.usedEvent() + eventSize
	if legacy {
		a.Device = alignUp(end, LegacyAlign)
		return a, LegacyAlign
	}
	a.Device = alignUp(end, usedAlign)
	return a, descriptorsAt
}

func alignUp(addr, align uint64) uint64 { return (addr + align - 1) &^ (align - 1) }

// checkSize rejects invalid sizes of a split virtqueue (virtio 1.3, section 2.7
// "Split Virtqueues").
func checkSize(n uint16) error {
	if n == 0 || n&(n-1) != 0 || n > maxQueueSize {
		return fmt.Errorf("got queue size %d, want a power of two up to %d", n, maxQueueSize)
	}
	return nil
}

// Buffer is a piece of guest-physical memory to which a descriptor refers.
type Buffer struct {
	Addr     uint64
	Size     uint32 // in bytes
	Writable bool   // by the device; otherwise it is read-only
}

// Readable is a buffer that the device reads.
func Readable(addr uint64, size uint32) Buffer { return Buffer{Addr: addr, Size: size} }

// Writable is a buffer that the device writes.
func Writable(addr uint64, size uint32) Buffer {
	return Buffer{Addr: addr, Size: size, Writable: true}
}
