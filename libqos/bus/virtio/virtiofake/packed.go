package virtiofake

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Flags of a descriptor and of an event suppression structure (virtio 1.3, section 2.8
// "Packed Virtqueues").
const (
	packedNext     = 1 << 0
	packedWrite    = 1 << 1
	packedIndirect = 1 << 2
	packedAvail    = 1 << 7
	packedUsed     = 1 << 15

	eventsOff  = 1
	eventsDesc = 2
)

// packedDescriptor is struct pvirtq_desc.
type packedDescriptor struct {
	addr  uint64
	size  uint32
	id    uint16
	flags uint16
}

func (d *Device) packedDescriptor(addr uint64) packedDescriptor {
	b := d.memory.Bytes(addr, 16)
	le := binary.LittleEndian
	return packedDescriptor{le.Uint64(b), le.Uint32(b[8:]), le.Uint16(b[12:]), le.Uint16(b[14:])}
}

// forward moves an offset with its wrap counter.
func (q *queue) forward(offset *uint16, wrap *bool, n int) {
	to := int(*offset) + n
	if to >= int(q.Size) {
		to -= int(q.Size)
		*wrap = !*wrap
	}
	*offset = uint16(to)
}

// servePacked serves all available buffers of a packed queue.
func (d *Device) servePacked(i uint16) {
	q := &d.queues[i]
	event := d.event(q.Driver)
	var happened, used bool
	skipped := 0
	for d.isAvailable(q) {
		r, n := d.packedRequest(q)
		written := d.answer(i, r)
		skipped += n
		used = true
		if d.Batches && d.isAvailable(q) {
			continue
		}
		d.usePacked(q, r, written)
		for range skipped {
			happened = happened || event.offset == q.used && event.wrap == q.usedWrap
			q.forward(&q.used, &q.usedWrap, 1)
		}
		skipped = 0
	}
	if d.driver.Has(virtio.FeatureEventIdx) {
		d.requestNotification(q)
	}
	wanted := event.flags == 0
	if event.flags == eventsDesc {
		wanted = happened
	}
	if used && wanted && !d.DropInterrupt {
		d.raised[i] = true
		d.Interrupts++
	}
}

// isAvailable reports whether the driver's wrap counter is in the next descriptor.
func (d *Device) isAvailable(q *queue) bool {
	flags := d.packedDescriptor(q.Descriptor + 16*uint64(q.avail)).flags
	avail, used := flags&packedAvail != 0, flags&packedUsed != 0
	return avail == q.wrap && used != q.wrap
}

// packedRequest reads a list of descriptors, and returns their number in the ring.
func (d *Device) packedRequest(q *queue) (r Request, n int) {
	for {
		desc := d.packedDescriptor(q.Descriptor + 16*uint64(q.avail))
		q.forward(&q.avail, &q.wrap, 1)
		n++
		if desc.flags&packedIndirect != 0 {
			r.Indirect = true
			for at := desc.addr; at < desc.addr+uint64(desc.size); at += 16 {
				d.element(&r, d.packedDescriptor(at))
			}
		} else {
			d.element(&r, desc)
		}
		if desc.flags&packedNext == 0 {
			r.Head = desc.id
			return r, n
		}
	}
}

// element adds an element of a buffer to a request.
func (d *Device) element(r *Request, desc packedDescriptor) {
	if desc.flags&packedWrite != 0 {
		r.In += int(desc.size)
		r.buffers = append(r.buffers, buffer{desc.addr, desc.size})
		return
	}
	d.read(r, desc.addr, desc.size)
}

// usePacked writes a used descriptor.
func (d *Device) usePacked(q *queue, r Request, written uint32) {
	if d.WrongHead {
		r.Head = (r.Head + 1) % q.Size
	}
	var flags uint16
	if q.usedWrap {
		flags = packedAvail | packedUsed
	}
	if written > 0 {
		flags |= packedWrite
	}
	flags |= d.Flag
	entry := make([]byte, 16)
	binary.LittleEndian.PutUint32(entry[8:], written+d.Extra)
	binary.LittleEndian.PutUint16(entry[12:], r.Head)
	binary.LittleEndian.PutUint16(entry[14:], flags)
	d.memory.SetBytes(q.Descriptor+16*uint64(q.used), entry)
	if d.Beside {
		last := q.Descriptor + 16*uint64((q.used+q.Size-1)%q.Size)
		d.memory.SetBytes(last, []byte{0xff})
	}
}

// event is the content of an event suppression structure.
type event struct {
	offset uint16
	wrap   bool
	flags  uint16
}

func (d *Device) event(addr uint64) event {
	b := d.memory.Bytes(addr, 4)
	at := binary.LittleEndian.Uint16(b)
	return event{at & 0x7fff, at&0x8000 != 0, binary.LittleEndian.Uint16(b[2:])}
}

// requestNotification asks for a notification of the next available descriptor.
func (d *Device) requestNotification(q *queue) {
	b := make([]byte, 4)
	binary.LittleEndian.PutUint16(b, q.place())
	binary.LittleEndian.PutUint16(b[2:], eventsDesc)
	d.memory.SetBytes(q.Device, b)
}

// place is the offset of the next available descriptor with the wrap counter.
func (q *queue) place() uint16 {
	if q.wrap {
		return q.avail | 0x8000
	}
	return q.avail
}

// next returns the notification data for the end of the chains that are available.
func (d *Device) next(q *queue) uint16 {
	if !d.driver.Has(virtio.FeatureRingPacked) {
		return d.get16(q.Driver + 2)
	}
	ahead := *q
	for range q.Size {
		flags := d.packedDescriptor(q.Descriptor + 16*uint64(ahead.avail)).flags
		if (flags&packedAvail != 0) != ahead.wrap || (flags&packedUsed != 0) == ahead.wrap {
			break
		}
		ahead.forward(&ahead.avail, &ahead.wrap, 1)
	}
	return ahead.place()
}

// SuppressPacked sets a packed queue's event suppression structure: the device suppresses
// notifications.
func (d *Device) SuppressPacked(i uint16, on bool) {
	flags := uint16(0)
	if on {
		flags = eventsOff
	}
	b := make([]byte, 4)
	binary.LittleEndian.PutUint16(b[2:], flags)
	d.memory.SetBytes(d.queues[i].Device, b)
}
