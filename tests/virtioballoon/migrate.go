package virtioballoon

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
)

// migrate moves the machine while the balloon is half full: the host wants more pages
// than the driver has given, those that it gives next wait in the queue, and the device
// has the buffer for statistics. It finds a device that loses either number, a place in a
// ring, the buffer, or a page outside of the balloon.
func migrate(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	ctx := t.Context()
	transports := hw.TransportsT(t)
	dev, queues, err := hw.Start(ctx, transports[len(transports)-1], virtio.FeaturesOf(virtioballoon.FeatureStatsVQ, virtio.FeatureEventIdx),
		virtioballoon.InflateQueue, virtioballoon.DeflateQueue, virtioballoon.StatisticsQueue)
	t.Must(err)
	dev.NeedT(t, virtio.FeaturesOf(virtioballoon.FeatureStatsVQ))
	b := &balloon{T: t, Device: dev, inflate: queues[0], deflate: queues[1], statistics: queues[2]}
	b.fill(3, 5)
	b.want(2 * pages)
	b.numbers("before the migration", 2*pages, 0)
	b.finish(b.inflate, b.add(b.inflate, 0, 0))
	virtioballoon.ConfigActual.WriteT(t, dev.Config(), pages)
	b.gives(1<<20, 1)
	waiting := b.add(b.inflate, 1, 2)
	t.Must(b.inflate.Publish(ctx))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	b.numbers("after the migration", 2*pages, pages)
	b.kept(2)
	t.Must(b.inflate.Notify(ctx))
	used, err := b.inflate.Wait(ctx)
	t.Must(err)
	if used.Head != waiting {
		t.Errorf("%v: used chain %d, want %d, which waited for its notification", dev, used.Head, waiting)
	}
	virtioballoon.ConfigActual.WriteT(t, dev.Config(), 2*pages)
	b.numbers("once the balloon is full", 2*pages, 2*pages)
	b.ask(1)
	b.asked()
	b.gives(2<<20, 1)
	b.reported(2 << 20)
	b.want(pages)
	b.finish(b.deflate, b.add(b.deflate, 1, 3))
	virtioballoon.ConfigActual.WriteT(t, dev.Config(), pages)
	b.numbers("at the end", pages, pages)
	b.kept(2)
	b.close()
}
