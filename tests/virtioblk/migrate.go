package virtioblk

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// migrate moves the machine while requests are in the queue: some that the device has
// used, with their interrupt, and some that it has not been notified of. It finds a
// device that loses one of them, its place in a ring, the interrupt, the negotiated
// features or the cache mode on the way.
func migrate(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	file := openFile(t, block.Drive)
	transports := hw.TransportsT(t)
	features := virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureIndirectDesc, virtioblk.FeatureFlush, virtioblk.FeatureConfigWCE)
	with(t, hw, transports[len(transports)-1], file, features, func(r *rig) {
		r.write(0, 5)
		if r.disk.Has(virtioblk.FeatureConfigWCE) {
			virtioblk.ConfigWriteback.WriteT(r, r.disk.Config(), 0)
		}
		requests := map[uint16]virtioblk.Request{}
		add := func(sector uint64) {
			read, write := virtioblk.Read(sector, 2), virtioblk.Write(sector+8, file.Data(sector+8, 2))
			write.Indirect = r.disk.Has(virtio.FeatureIndirectDesc)
			for _, request := range []virtioblk.Request{read, write} {
				head, err := r.disk.Add(r.Context(), request)
				r.Must(err)
				requests[head] = request
			}
		}
		add(0)
		add(100)
		r.Must(r.disk.Requests.Kick(r.Context()))
		r.Must(r.disk.Requests.AwaitUsed(r.Context(), len(requests)))
		add(200)

		r.Must(t.Env.Migrate(r.Context(), second.Env, nil))

		collect := func(n int) {
			for range n {
				used, err := r.disk.Requests.Wait(r.Context())
				r.Must(err)
				response, err := r.disk.Collect(r.Context(), used)
				r.Must(err)
				request := requests[used.Head]
				r.ended(request, response, virtioblk.OK)
				r.compare(request.Sector, response.Data)
			}
		}
		collect(4)
		r.Must(r.disk.Requests.Kick(r.Context()))
		collect(2)
		r.write(300, 4)
		r.read(0, 110)
		t.Step("cache mode", func() {
			r.need(virtioblk.FeatureConfigWCE)
			if got := virtioblk.ConfigWriteback.ReadT(r, r.disk.Config()); got != 0 {
				r.Errorf("%s: writeback = %d, want 0 as before the migration", r.what, got)
			}
		})
	})
}

// migrateMasked moves the machine while an interrupt is pending and its vector is
// masked. It finds a device that loses either, or sends the message twice.
func migrateMasked(t *run.T, f *virtiopci.Function, second run.Instance[*virtiopci.Function]) {
	file := openFile(t, block.Drive)
	hw := f.Virtio()
	transports := hw.TransportsT(t)
	with(t, hw, transports[len(transports)-1], file, virtio.Features{}, func(r *rig) {
		msix, err := f.Device().MSIX(r.Context())
		r.Must(err)
		r.read(0, 1)
		r.masked(msix, queueVector, func() {
			r.poll(1)
			r.Must(t.Env.Migrate(r.Context(), second.Env, nil))
		}, func(ctx context.Context) (bool, error) {
			return r.disk.Transport().QueueInterrupt(ctx, r.disk.Requests.Index())
		})
		r.write(40, 2)
	})
}
