package virtiofake

import "github.com/qgraph/qgraph/libqos/bus/virtio"

// Request is a chain of descriptors as the device sees it.
type Request struct {
	Head     uint16
	Out      []byte // the bytes of the device-readable buffers
	In       int    // size of the device-writable buffers, in bytes
	Indirect bool
	buffers  []buffer // device-writable
}

type buffer struct {
	addr uint64
	size uint32
}

// queue is the device's side of a queue (virtio 1.3, section 2.7 "Split
// Virtqueues").
type queue struct {
	virtio.Areas
	notified bool
	avail    uint16 // idx up to which the available ring has been read
	used     uint16 // idx of the used ring

	// Of a packed ring, where avail and used are offsets of descriptors.
	wrap, usedWrap bool // the device's wrap counters beside avail and used
}

// Suppress sets a queue's VIRTQ_USED_F_NO_NOTIFY: the device suppresses
// notifications.
func (d *Device) Suppress(i uint16, on bool) {
	flags := uint16(0)
	if on {
		flags = 1
	}
	d.put16(d.queues[i].Device, flags)
}

func (d *Device) get16(addr uint64) uint16 { return d.order.Uint16(d.memory.Bytes(addr, 2)) }

func (d *Device) put16(addr uint64, v uint16) {
	b := make([]byte, 2)
	d.order.PutUint16(b, v)
	d.memory.SetBytes(addr, b)
}

// serve serves all available chains of a queue.
func (d *Device) serve(i uint16) {
	if d.driver.Has(virtio.FeatureRingPacked) {
		d.servePacked(i)
		return
	}
	q := &d.queues[i]
	before := q.used
	for q.avail != d.get16(q.Driver+2) {
		slot := uint64(q.avail % q.Size)
		q.avail++
		r := d.request(q, d.get16(q.Driver+4+2*slot))
		written := d.answer(i, r)
		if d.Batches && q.avail != d.get16(q.Driver+2) {
			q.used++ // its element is that of the last one, at the place of the first
			continue
		}
		at := q.used
		if d.Batches {
			at = before
		}
		d.use(q, r, written, at)
	}
	usedEvent := q.Driver + 4 + 2*uint64(q.Size)
	availEvent := q.Device + 4 + 8*uint64(q.Size)
	wanted := d.get16(q.Driver)&1 == 0
	if d.driver.Has(virtio.FeatureEventIdx) {
		d.put16(availEvent, q.avail)
		// The used ring has passed the driver's used_event.
		wanted = false
		for step := before; step != q.used; step++ {
			wanted = wanted || step == d.get16(usedEvent)
		}
	}
	if before != q.used && wanted && !d.DropInterrupt {
		d.raised[i] = true
		d.Interrupts++
	}
}

// request walks a chain.
func (d *Device) request(q *queue, head uint16) Request {
	r := Request{Head: head}
	table, n, at := q.Descriptor, uint64(q.Size), uint64(head)
	for range 1 << 16 {
		if at >= n {
			d.status |= virtio.StatusNeedsReset
			return r
		}
		b := d.memory.Bytes(table+16*at, 16)
		addr, size, flags, next := d.order.Uint64(b), d.order.Uint32(b[8:]), d.order.Uint16(b[12:]), d.order.Uint16(b[14:])
		switch {
		case flags&4 != 0: // INDIRECT
			r.Indirect = true
			table, n, at = addr, uint64(size)/16, 0
			continue
		case flags&2 != 0: // WRITE
			r.In += int(size)
			r.buffers = append(r.buffers, buffer{addr, size})
		default:
			d.read(&r, addr, size)
		}
		if flags&1 == 0 { // NEXT
			break
		}
		at = uint64(next)
	}
	return r
}

// read appends the bytes of a device-readable buffer to a request.
func (d *Device) read(r *Request, addr uint64, size uint32) {
	r.Out = append(r.Out, d.memory.Bytes(addr, int(size))...)
	if d.Scribbles {
		d.memory.SetBytes(addr, []byte{^r.Out[len(r.Out)-int(size)]})
	}
}

// scatter writes the reply to the device-writable buffers, and returns the
// number of bytes that fitted.
func (d *Device) scatter(r Request, reply []byte) (written uint32) {
	for _, b := range r.buffers {
		n := min(uint32(len(reply)), b.size)
		d.memory.SetBytes(b.addr, reply[:n])
		if d.Behind {
			d.memory.SetBytes(b.addr+uint64(b.size), []byte{0})
		}
		reply, written = reply[n:], written+n
	}
	return written
}

// answer serves a request, and returns the number of bytes written.
func (d *Device) answer(i uint16, r Request) uint32 {
	var reply []byte
	if d.Serve != nil {
		reply = d.Serve(i, r)
	}
	return d.scatter(r, reply)
}

// use adds a chain to the used ring, with its element in the slot of an idx.
func (d *Device) use(q *queue, r Request, written uint32, at uint16) {
	if d.WrongHead {
		r.Head = (r.Head + 1) % q.Size
	}
	entry := make([]byte, 8)
	d.order.PutUint32(entry, uint32(r.Head))
	d.order.PutUint32(entry[4:], written+d.Extra)
	d.memory.SetBytes(q.Device+4+8*uint64(at%q.Size), entry)
	if d.Beside {
		d.memory.SetBytes(q.Device+4+8*uint64((at+1)%q.Size), []byte{0xff})
	}
	if d.Flag != 0 {
		d.put16(q.Device, d.Flag)
	}
	q.used++
	idx := q.used
	if d.SkipIdx {
		idx++
	}
	d.put16(q.Device+2, idx)
}
