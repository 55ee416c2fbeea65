package virtioballoon

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
	"github.com/qgraph/qgraph/qtest"
)

// basic has the driver give pages and take them back, and has the host ask for pages and for
// statistics, with a legacy and with a modern interface (section 5.5.6 "Device Operation"). It
// finds a device that changes a page outside of the balloon, does not say that the host wants
// another number, or reads configuration space or statistics in the wrong byte order.
func basic(t *run.T, hw *virtio.Hardware) {
	t.Step("legacy", func() { start(t, hw, hw.LegacyT(t)).checks() })
	t.Step("legacy alone", func() { legacy(t, hw) })
	t.Step("modern", func() { start(t, hw, hw.ModernT(t)).checks() })
}

// start opens the device with its three usual queues.
func start(t *run.T, hw *virtio.Hardware, transport virtio.Transport) *balloon {
	t.Helper()
	dev, queues, err := hw.Start(t.Context(), transport, virtio.FeaturesOf(virtioballoon.FeatureStatsVQ),
		virtioballoon.InflateQueue, virtioballoon.DeflateQueue, virtioballoon.StatisticsQueue)
	t.Must(err)
	dev.NeedT(t, virtio.FeaturesOf(virtioballoon.FeatureStatsVQ))
	b := &balloon{T: t, Device: dev, inflate: queues[0], deflate: queues[1], statistics: queues[2]}
	b.fill(2, 3)
	return b
}

// checks are those that both interfaces have, and close the device.
func (b *balloon) checks() {
	b.Helper()
	b.Step("pages", b.movesPages)
	b.Step("statistics", b.givesStatistics)
	b.close()
}

// movesPages gives the device the pages that the host wants, and takes them back.
func (b *balloon) movesPages() {
	b.want(pages)
	b.numbers("before the balloon is filled", pages, 0)
	b.finish(b.inflate, b.add(b.inflate, 0, 0))
	virtioballoon.ConfigActual.WriteT(b, virtioballoon.Space(b.Device), pages)
	b.numbers("once the balloon is filled", pages, pages)
	b.kept(1)
	b.want(0)
	b.finish(b.deflate, b.add(b.deflate, 0, 0))
	virtioballoon.ConfigActual.WriteT(b, virtioballoon.Space(b.Device), 0)
	b.numbers("once the balloon is empty", 0, 0)
	b.Must(b.Machine().Memset(b.Context(), b.page(0), pages*virtioballoon.PageSize, content))
	b.kept(0)
	b.kept(1)
}

// legacy checks the peculiarities of a legacy interface, with a device that is opened anew.
func legacy(t *run.T, hw *virtio.Hardware) {
	b := start(t, hw, hw.LegacyT(t))
	b.Step("actual, byte by byte", b.writesBytes)
	b.Step("first buffer for statistics", b.ignoresFirst)
	b.close()
}

// writesBytes writes actual from its lowest byte to its highest. The device does not use the
// number before it is whole (section 5.5.6.2.1 "Legacy Interface: Device Operation").
func (b *balloon) writesBytes() {
	given := []uint64{2, 1, 0, 0}
	const number = 1<<8 | 2
	sizes := make([]uint64, len(given))
	for i, v := range given {
		b.Must(b.Config().Store(b.Context(), qtest.Width8, uint64(virtioballoon.ConfigActual)+uint64(i), v))
		sizes[i] = b.hostSize()
	}
	b.Step("before the last byte", func() {
		for i, got := range sizes[:len(given)-1] {
			if got != b.size() {
				b.Errorf("%v: after %d bytes of actual the host has %d bytes, want %d", b.Device, i+1, got, b.size())
			}
		}
	})
	b.hostHas("once actual is written", number)
	virtioballoon.ConfigActual.WriteT(b, virtioballoon.Space(b.Device), 0)
	b.hostHas("at the end", 0)
}

// ignoresFirst gives the device statistics in its first buffer, which the host must not see
// (section 5.5.6.3.3 "Legacy Interface: Memory Statistics").
func (b *balloon) ignoresFirst() {
	b.ask(1)
	defer b.ask(0)
	const number = 3 << 20
	b.gives(number, 1)
	b.asked()
	first := b.hostStatistics()["stat-free-memory"]
	b.Step("ignored", func() {
		if first == number {
			b.Errorf("%v: the host has statistics of the first buffer", b.Device)
		}
	})
	b.gives(2*number, 1)
	b.reported(2 * number)
}

// givesStatistics gives the device all statistics of the specification, and compares them with
// what the host has (section 5.5.6.4 "Memory Statistics Tags").
func (b *balloon) givesStatistics() {
	b.ask(1)
	defer b.ask(0)
	b.give([]statistic{{unknownTag, 0}}, 1)
	b.asked()
	base := uint64(0x1122334455667700)
	if b.Transport().Legacy() {
		base = 0x99 // others than the modern interface's: the host keeps what it has
	}
	want := map[string]uint64{}
	var all []statistic
	for tag, name := range []string{
		"stat-swap-in", "stat-swap-out", "stat-major-faults", "stat-minor-faults", "stat-free-memory", "stat-total-memory",
		"stat-available-memory", "stat-disk-caches", "stat-htlb-pgalloc", "stat-htlb-pgfail",
	} {
		all = append(all, statistic{uint16(tag), base + uint64(tag)})
		want[name] = base + uint64(tag)
	}
	slices.Reverse(all)
	b.give(all, 1)
	got := b.hostStatistics()
	for name := range got {
		if _, known := want[name]; !known {
			delete(got, name) // of later versions of the specification
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.Errorf("%v: the host's statistics mismatch (-want +got):\n%s", b.Device, diff)
	}
}
