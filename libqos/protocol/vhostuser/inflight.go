package vhostuser

import (
	"encoding/binary"
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// inflight is the memory in which a back end notes the chains that it works on, so
// that the next one can go on after it has ended (QEMU's documentation,
// docs/interop/vhost-user, "Inflight I/O tracking"). Here it is for split rings.
type inflight struct {
	area  inflightArea
	whole []byte
	bytes []byte
	next  []uint64 // by queue: the counter of the next chain
}

// Layout of the region of a queue, QueueRegionSplit.
const (
	regionVersion   = 8 // 16 bits
	regionDescNum   = 10
	regionLastBatch = 12
	regionUsedIdx   = 14
	regionHead      = 16
	stateInflight   = 0 // in the state of a descriptor, DescStateSplit: 8 bits
	stateNext       = 6
	stateCounter    = 8
	stateSize       = 16

	regionVersion1 = 1
)

func inflightBytes(queues, size uint16) uint64 {
	return uint64(queues) * (regionHead + stateSize*uint64(size))
}

// newInflight makes the memory for so many queues.
func newInflight(queues, size uint16) (f *os.File, area inflightArea, err error) {
	area = inflightArea{Size: inflightBytes(queues, size), Queues: queues, QueueSize: size}
	fd, err := unix.MemfdCreate("vhost-user in flight", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, area, fmt.Errorf("memfd_create: %w", err)
	}
	f = os.NewFile(uintptr(fd), "vhost-user in flight")
	if err := f.Truncate(int64(area.Size)); err != nil {
		f.Close()
		return nil, area, err
	}
	return f, area, nil
}

// set maps the memory that the front end keeps.
func (n *inflight) set(f *os.File, area inflightArea) error {
	if want := inflightBytes(area.Queues, area.QueueSize); area.Size < want {
		return fmt.Errorf("%d bytes, want %d for %d queues of %d descriptors", area.Size, want, area.Queues, area.QueueSize)
	}
	whole, bytes, err := mapFile(f, area.Offset, area.Size)
	if err != nil {
		return err
	}
	n.unmap()
	n.area, n.whole, n.bytes = area, whole, bytes
	n.next = make([]uint64, area.Queues)
	return nil
}

func (n *inflight) unmap() {
	if n.whole != nil {
		_ = unix.Munmap(n.whole)
	}
	*n = inflight{}
}

// queue returns the region of a queue, nil without one. All methods of a nil region
// do nothing.
func (n *inflight) queue(index int) *inflightRegion {
	if n.bytes == nil || index >= int(n.area.Queues) {
		return nil
	}
	size := regionHead + stateSize*int(n.area.QueueSize)
	return &inflightRegion{b: n.bytes[size*index:][:size], next: &n.next[index]}
}

type inflightRegion struct {
	b    []byte
	next *uint64
}

func (r *inflightRegion) state(head uint16) []byte {
	return r.b[regionHead+stateSize*int(head):][:stateSize]
}

// begin notes that a chain was taken.
func (r *inflightRegion) begin(head uint16) {
	if r == nil {
		return
	}
	s := r.state(head)
	binary.NativeEndian.PutUint64(s[stateCounter:], *r.next)
	*r.next++
	s[stateInflight] = 1
}

// finish notes that a chain is about to be used.
func (r *inflightRegion) finish(head uint16) {
	if r == nil {
		return
	}
	copy(r.state(head)[stateNext:][:2], r.b[regionLastBatch:])
	binary.NativeEndian.PutUint16(r.b[regionLastBatch:], head)
}

// finished notes that a chain was used.
func (r *inflightRegion) finished(head uint16) { r.undo(head) }

// publish notes the idx of the used ring.
func (r *inflightRegion) publish(idx uint16) {
	if r != nil {
		binary.NativeEndian.PutUint16(r.b[regionUsedIdx:], idx)
	}
}

// undo notes that a chain was not taken.
func (r *inflightRegion) undo(head uint16) {
	if r != nil {
		r.state(head)[stateInflight] = 0
	}
}

// resume returns the heads of the chains in flight in the order in which they were
// taken. It initialises a new region.
func (r *inflightRegion) resume(idx, size uint16) ([]uint16, error) {
	n := uint16((len(r.b) - regionHead) / stateSize)
	if size > n {
		return nil, fmt.Errorf("in-flight region of %d descriptors for a ring of %d", n, size)
	}
	switch v := binary.NativeEndian.Uint16(r.b[regionVersion:]); v {
	case 0:
		binary.NativeEndian.PutUint16(r.b[regionVersion:], regionVersion1)
		binary.NativeEndian.PutUint16(r.b[regionDescNum:], n)
		binary.NativeEndian.PutUint16(r.b[regionUsedIdx:], idx)
		return nil, nil
	case regionVersion1:
	default:
		return nil, fmt.Errorf("in-flight region of version %d, want %d", v, regionVersion1)
	}
	// Chains that were used just before the end still count as in flight.
	head := binary.NativeEndian.Uint16(r.b[regionLastBatch:])
	for used := binary.NativeEndian.Uint16(r.b[regionUsedIdx:]); used != idx && head < n; used++ {
		r.state(head)[stateInflight] = 0
		head = binary.NativeEndian.Uint16(r.state(head)[stateNext:])
	}
	binary.NativeEndian.PutUint16(r.b[regionUsedIdx:], idx)
	var heads []uint16
	counter := func(head uint16) uint64 { return binary.NativeEndian.Uint64(r.state(head)[stateCounter:]) }
	for head := range size {
		if r.state(head)[stateInflight] != 0 {
			heads = append(heads, head)
			*r.next = max(*r.next, counter(head)+1)
		}
	}
	slices.SortFunc(heads, func(a, b uint16) int {
		if counter(a) < counter(b) {
			return -1
		}
		return 1
	})
	return heads, nil
}
