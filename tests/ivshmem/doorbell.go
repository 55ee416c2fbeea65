package ivshmem

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	backend "github.com/qgraph/qgraph/libqos/backend/ivshmem"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/ivshmem"
)

// self is the ID of the path's device: it is the first client.
const self = 0

// doorbells interrupts the test, and is interrupted by it.
func doorbells(t *run.T, d *ivshmem.Device) {
	server, err := backend.Attach(t.Env)
	t.Must(err)
	r := bells{t, d, server}
	t.Must(server.Settle(t.Context(), self))
	t.Step("registers", func() { atRest(t, d, self) })
	t.Step("memory", func() { shares(t, d, server.Bytes()) })
	t.Step("ring", r.ring)
	t.Step("ring who is not there", r.ringNobody)
	t.Step("last ID", r.lastID)
	t.Step("interrupts", func() { r.interrupted(r.messages()) })
	t.Step("masked", r.masked)
	t.Step("no messages", r.disabled)
	t.Step("peer leaves", r.leaves)
	t.Step("nonsense", r.nonsense)
	t.Step("server gone", r.serverGone)
}

// bells is a device with its server.
type bells struct {
	t      *run.T
	d      *ivshmem.Device
	server *backend.Server
}

// join makes the test a peer that the device knows.
func (r bells) join(vectors int) *backend.Peer {
	r.t.Helper()
	p, err := r.server.Join(vectors)
	r.t.Must(err)
	r.t.Must(r.server.Settle(r.t.Context(), self))
	return p
}

// rings has the device ring a vector of an ID, and checks which of the peer's vectors were rung.
func (r bells) rings(id, vector int, p *backend.Peer, vectors int, want ...int) {
	r.t.Helper()
	r.t.Must(r.d.Ring(r.t.Context(), id, vector))
	r.t.Must(r.t.QEMU().Sync(r.t.Context()))
	var got []int
	for v := range vectors {
		rung, err := p.Rung(v)
		r.t.Must(err)
		if rung {
			got = append(got, v)
		}
	}
	if !slices.Equal(got, want) {
		r.t.Errorf("the device rings vector %d of the client %d: the vectors %v of the client %d were rung, want %v", vector, id, got, p.ID(), want)
	}
}

// ring rings each vector of two peers.
func (r bells) ring() {
	const vectors = 3
	one, two := r.join(vectors), r.join(vectors)
	for v := range vectors {
		r.rings(one.ID(), v, one, vectors, v)
		r.rings(two.ID(), v, one, vectors)
		r.rings(two.ID(), v, two, vectors, v)
	}
	r.t.Must(one.Leave())
	r.t.Must(two.Leave())
}

// ringNobody checks that a write of the doorbell is ignored that is for no vector.
func (r bells) ringNobody() {
	const vectors = 2
	p := r.join(vectors)
	for _, vector := range []int{vectors, vectors + 1, 0xffff} {
		r.rings(p.ID(), vector, p, vectors)
	}
	for _, id := range []int{p.ID() + 1, backend.MaxID} {
		r.rings(id, 0, p, vectors)
	}
	r.rings(p.ID(), 1, p, vectors, 1)
	r.t.Must(p.Leave())
}

// lastID checks a peer with the greatest ID.
func (r bells) lastID() {
	p := r.join(1)
	r.t.Must(p.Introduce(self, backend.MaxID))
	r.t.Must(r.server.Settle(r.t.Context(), self))
	r.rings(backend.MaxID, 0, p, 1, 0)
	r.rings(backend.MaxID-1, 0, p, 1)
	r.t.Must(r.server.Send(self, backend.Message{Number: backend.MaxID}))
	r.t.Must(r.server.Settle(r.t.Context(), self))
	r.rings(backend.MaxID, 0, p, 1)
	r.t.Must(p.Leave())
}

// interrupt rings a vector of the device, which has done all that it was asked for.
func (r bells) interrupt(vector int) {
	r.t.Helper()
	r.t.Must(r.t.QEMU().Sync(r.t.Context()))
	r.t.Must(r.server.Ring(r.t.Context(), self, vector))
}

// messages returns the device's MSI-X, enabled for all vectors until the step is over.
func (r bells) messages() *pci.MSIX {
	r.t.Helper()
	ctx := r.t.Context()
	x, err := r.d.PCI.MSIX(ctx)
	r.t.Must(err)
	for v := range backend.Vectors {
		r.t.Must(x.Configure(ctx, v))
	}
	r.t.Must(x.Enable(ctx))
	return x
}

// arrived checks the vectors whose messages have arrived.
func (r bells) arrived(x *pci.MSIX, when string, want ...int) {
	r.t.Helper()
	got, err := x.Arrived(r.t.Context())
	r.t.Must(err)
	if !slices.Equal(got, want) {
		r.t.Errorf("%s: the messages of the vectors %v have arrived, want %v", when, got, want)
	}
}

// interrupted checks that each vector has a message of its own, and disables them.
func (r bells) interrupted(x *pci.MSIX) {
	r.t.Helper()
	ctx := r.t.Context()
	for v := range backend.Vectors {
		r.arrived(x, "before", []int(nil)...)
		r.interrupt(v)
		r.arrived(x, "rung", v)
	}
	r.t.Must(x.Disable(ctx))
}

// masked checks that a vector that is masked is pending until it is not.
func (r bells) masked() {
	ctx, x := r.t.Context(), r.messages()
	const vector, other = 1, 2
	r.t.Must(x.Mask(ctx, vector))
	r.interrupt(vector)
	r.interrupt(other)
	r.arrived(x, "masked", other)
	pending, err := x.AllPending(ctx)
	r.t.Must(err)
	if !slices.Equal(pending, []int{vector}) {
		r.t.Errorf("masked: the vectors %v are pending, want %v", pending, []int{vector})
	}
	r.t.Must(x.Unmask(ctx, vector))
	r.arrived(x, "unmasked", vector)
	r.t.Must(x.Disable(ctx))
}

// disabled checks that there are no messages while MSI-X is disabled.
func (r bells) disabled() {
	ctx, x := r.t.Context(), r.messages()
	r.t.Must(x.Disable(ctx))
	r.interrupt(0)
	x = r.messages()
	r.arrived(x, "rung while MSI-X was disabled")
	r.interrupted(x)
}

// leaves checks that a peer that has gone is not rung.
func (r bells) leaves() {
	const vectors = 2
	stays, goes := r.join(vectors), r.join(vectors)
	r.t.Must(goes.Leave())
	r.t.Must(r.server.Settle(r.t.Context(), self))
	r.rings(goes.ID(), 0, goes, vectors)
	r.rings(stays.ID(), 0, stays, vectors, 0)
	r.t.Must(stays.Leave())
}

// nonsense are the complaints about a server that is wrong.
func nonsense() graph.Complaint {
	return graph.Complaint{
		Kind: graph.ErrorMessage, Text: "server (sent|didn't)|received (peer|own)|invalid (peer|msg)", Why: "The test's server breaks the protocol.",
	}
}

// nonsense checks that the device goes on after messages that have no meaning.
func (r bells) nonsense() {
	p := r.join(1)
	for _, m := range []backend.Message{{Number: -2}, {Number: backend.MaxID + 1}, {Number: 0x7fff}, {Number: -1}, {Number: self}} {
		r.t.Must(r.server.Send(self, m))
	}
	r.t.Must(r.server.Settle(r.t.Context(), self))
	atRest(r.t, r.d, self)
	r.rings(p.ID(), 0, p, 1, 0)
	r.interrupted(r.messages())
	r.t.Must(p.Leave())
}

// serverGone checks that clients can interrupt each other without their server.
func (r bells) serverGone() {
	p := r.join(1)
	ring, err := r.server.Bell(self, 0)
	r.t.Must(err)
	r.t.Must(r.server.Disconnect(self))
	r.rings(p.ID(), 0, p, 1, 0)
	x := r.messages()
	r.t.Must(r.t.QEMU().Sync(r.t.Context()))
	r.t.Must(ring(r.t.Context()))
	r.arrived(x, "rung", 0)
	r.t.Must(x.Disable(r.t.Context()))
	r.t.Must(p.Leave())
}
