package vhostuser

import (
	"bytes"
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
)

// queues moves buffers in each direction of each queue between driver and back end, by
// each transport and with each feature that affects the rings.
func queues(t *run.T, d *vhostdevice.Device) {
	server, session, err := d.Attach(t.Context(), t.Env)
	t.Must(err)
	for _, features := range []virtio.Features{
		{},
		virtio.FeaturesOf(virtio.FeatureEventIdx),
		virtio.FeaturesOf(virtio.FeatureIndirectDesc, virtio.FeatureEventIdx),
	} {
		t.Step("buffers, "+features.String(), func() {
			each(t, d, server, session, features, func(r *rig) {
				r.started()
				for _, q := range r.queues {
					for round := range int(q.Size())/2 + 2 { // around the ring
						if round > 4 && round < int(q.Size())/2-1 {
							continue
						}
						r.exchange(q, round)
					}
				}
			})
		})
	}
}

// exchange moves a chain through a queue: the back end gets the driver's bytes, and the
// driver the back end's.
func (r *rig) exchange(q *virtio.Queue, round int) {
	r.Helper()
	c := r.submit(q, round)
	r.serve(c)
	r.collect(c)
}

// chain is a chain that the driver has submitted.
type chain struct {
	queue        *virtio.Queue
	head         uint16
	addr, answer uint64   // of the driver's bytes, and of the room for the back end's
	out, in      [][]byte // what goes to the back end, and what fills the room
}

// submit gives a queue a chain of the device's directions, and a number of bytes that
// depends on round.
func (r *rig) submit(q *virtio.Queue, round int) chain {
	r.Helper()
	kind := r.device.Kind.Queues[q.Index()]
	sizes := []int{1 + round, 37, 4096}
	c := chain{queue: q}
	if kind.Reads {
		for i, n := range sizes[:2] {
			c.out = append(c.out, ethernet.Pattern(n, byte(16*round+i)))
		}
	}
	if kind.Writes {
		c.in = [][]byte{ethernet.Pattern(sizes[1], byte(round)), ethernet.Pattern(sizes[2], byte(0x80+round))}
	}
	if int(q.Size()) < len(c.out)+len(c.in) {
		c.out, c.in = c.out[:min(1, len(c.out))], c.in[:min(1, len(c.in))]
	}
	var err error
	c.addr, err = r.dev.Machine().Alloc.Alloc(uint64(total(c.out)+total(c.in)), 16)
	r.Must(err)
	var buffers []virtio.Buffer
	at := c.addr
	for _, b := range c.out {
		q.Stage(at, b)
		buffers = append(buffers, virtio.Readable(at, uint32(len(b))))
		at += uint64(len(b))
	}
	c.answer = at
	for _, b := range c.in {
		buffers = append(buffers, virtio.Writable(at, uint32(len(b))))
		at += uint64(len(b))
	}
	add := q.Add
	if r.dev.Has(virtio.FeatureIndirectDesc) {
		add = q.AddIndirect
	}
	c.head, err = add(buffers...)
	r.Must(err)
	r.Must(q.Kick(r.Context()))
	return c
}

// written is what the back end writes: not all of the room, so that the driver is told how
// much.
func (c chain) written() []byte {
	all := bytes.Join(c.in, nil)
	return all[:len(all)*3/4]
}

// serve has the back end take a chain, compare its bytes and write its own.
func (r *rig) serve(c chain) {
	r.Helper()
	kind := r.device.Kind.Queues[c.queue.Index()]
	served, err := r.session.Queue(int(c.queue.Index())).Next(r.Context())
	r.Must(err)
	got, err := served.Bytes()
	r.Must(err)
	r.compare(kind.Name, "the back end got", bytes.Join(c.out, nil), got)
	if readable, writable := served.Descriptors(); readable != len(c.out) || writable != len(c.in) || served.Room() != total(c.in) {
		r.Errorf("%s: %s: the back end got %d and %d buffers with room for %d bytes, want %d and %d with room for %d",
			r.what, kind.Name, readable, writable, served.Room(), len(c.out), len(c.in), total(c.in))
	}
	r.Must(served.Write(c.written()))
	r.Must(served.Use())
}

// collect has the driver take a chain back, and compares the back end's bytes.
func (r *rig) collect(c chain) {
	r.Helper()
	kind := r.device.Kind.Queues[c.queue.Index()]
	used, err := c.queue.WaitShared(r.Context())
	r.Must(err)
	want := c.written()
	if used.Head != c.head || used.Size != uint32(len(want)) {
		r.Errorf("%s: %s: used chain %d with %d bytes, want %d with %d", r.what, kind.Name, used.Head, used.Size, c.head, len(want))
	}
	got := make([]byte, len(want))
	r.Must(r.dev.Machine().ReadMemory(r.Context(), c.answer, got))
	r.compare(kind.Name, "the driver got", want, got)
	r.Must(r.dev.Machine().Alloc.Free(c.addr))
}

func total(parts [][]byte) (n int) {
	for _, p := range parts {
		n += len(p)
	}
	return n
}

func (r *rig) compare(queue, who string, want, got []byte) {
	r.Helper()
	if bytes.Equal(want, got) {
		return
	}
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	part := func(b []byte) []byte { return b[min(i, len(b)):min(i+32, len(b))] }
	r.Errorf("%s: %s: %s %d bytes, want %d, and they differ from byte %d on (-want +got):\n%s",
		r.what, queue, who, len(got), len(want), i, cmp.Diff(part(want), part(got)))
}

// stopped checks that the back end may not use the queues of a device that was reset.
func (r *rig) stopped() {
	r.Helper()
	r.Must(r.QEMU().Sync(r.Context()))
	for _, q := range r.queues {
		if s := r.session.State().Queues[q.Index()]; s.Started {
			r.Errorf("%s: after the reset: %s", r.what, fmt.Sprintf("queue %d: %+v, want it stopped", q.Index(), s))
		}
	}
}
