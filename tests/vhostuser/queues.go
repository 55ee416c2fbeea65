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
	kind := r.device.Kind.Queues[q.Index()]
	sizes := []int{1 + round, 37, 4096}
	var out, in [][]byte
	if kind.Reads {
		for i, n := range sizes[:2] {
			out = append(out, ethernet.Pattern(n, byte(16*round+i)))
		}
	}
	if kind.Writes {
		in = [][]byte{ethernet.Pattern(sizes[1], byte(round)), ethernet.Pattern(sizes[2], byte(0x80+round))}
	}
	if int(q.Size()) < len(out)+len(in) {
		out, in = out[:min(1, len(out))], in[:min(1, len(in))]
	}
	m := r.dev.Machine()
	addr, err := m.Alloc.Alloc(uint64(total(out)+total(in)), 16)
	r.Must(err)
	var buffers []virtio.Buffer
	at := addr
	for _, b := range out {
		q.Stage(at, b)
		buffers = append(buffers, virtio.Readable(at, uint32(len(b))))
		at += uint64(len(b))
	}
	answer := at
	for _, b := range in {
		buffers = append(buffers, virtio.Writable(at, uint32(len(b))))
		at += uint64(len(b))
	}
	add := q.Add
	if r.dev.Has(virtio.FeatureIndirectDesc) {
		add = q.AddIndirect
	}
	head, err := add(buffers...)
	r.Must(err)
	r.Must(q.Kick(r.Context()))

	chain, err := r.session.Queue(int(q.Index())).Next(r.Context())
	r.Must(err)
	got, err := chain.Bytes()
	r.Must(err)
	r.compare(kind.Name, "the back end got", bytes.Join(out, nil), got)
	if readable, writable := chain.Descriptors(); readable != len(out) || writable != len(in) || chain.Room() != total(in) {
		r.Errorf("%s: %s: the back end got %d and %d buffers with room for %d bytes, want %d and %d with room for %d",
			r.what, kind.Name, readable, writable, chain.Room(), len(out), len(in), total(in))
	}
	// Not all of the room: the driver is told how much.
	want := bytes.Join(in, nil)
	want = want[:len(want)*3/4]
	r.Must(chain.Write(want))
	r.Must(chain.Use())

	used, err := q.WaitShared(r.Context())
	r.Must(err)
	if used.Head != head || used.Size != uint32(len(want)) {
		r.Errorf("%s: %s: used chain %d with %d bytes, want %d with %d", r.what, kind.Name, used.Head, used.Size, head, len(want))
	}
	got = make([]byte, len(want))
	r.Must(m.ReadMemory(r.Context(), answer, got))
	r.compare(kind.Name, "the driver got", want, got)
	r.Must(m.Alloc.Free(addr))
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
