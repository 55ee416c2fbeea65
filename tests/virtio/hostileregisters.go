package virtio

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest"
)

// misuse is a rule for the use of registers, broken on an open device, which has
// negotiated features and has no queue yet.
type misuse struct {
	name string
	rule string // the section of virtio 1.3 that forbids it
	do   func(*rig)
	// modern: a legacy driver chooses neither size nor place of the parts of a queue,
	// and cannot reset one.
	modern bool
}

// registers breaks each rule for registers.
func registers(t *run.T, hw *virtio.Hardware) {
	for _, transport := range formats(t, hw) {
		if virtio.IsPacked(transport) {
			continue
		}
		for _, m := range misuses() {
			if m.modern && transport.Legacy() {
				continue
			}
			t.Step(m.name, func() {
				before := processorTime(t)
				r := open(t, hw, transport)
				m.do(r)
				t.Must(r.dev.Close(t.Context()))
				t.Must(r.dev.Machine().Alloc.Free(r.addr))
				notBusy(t, m.name, before)
				with(t, hw, transport, func(r *rig) { r.finish(r.queue.Add) })
			})
		}
	}
}

func misuses() []misuse {
	return []misuse{
		{name: "queue of size 0", rule: "4.1.4.3.2, 4.2.2.2", modern: true, do: func(r *rig) { r.enabled(virtio.Areas{}) }},
		{name: "queue larger than the largest", rule: "4.1.4.3.2, 4.2.2.2", modern: true, do: func(r *rig) { r.enabled(virtio.Areas{Size: 0x8000}) }},
		{name: "queue whose size is no power of two", rule: "2.7, 4.1.4.3.2", modern: true, do: func(r *rig) { r.enabled(virtio.Areas{Size: 7}) }},
		{name: "queue at addresses that are not aligned", rule: "2.7", modern: true, do: func(r *rig) {
			r.enabled(virtio.Areas{Size: 8, Descriptor: r.addr + 1, Driver: r.addr + 3, Device: r.addr + 5})
		}},
		{name: "queue outside of RAM", rule: "2.7", modern: true, do: func(r *rig) {
			r.enabled(virtio.Areas{Size: 8, Descriptor: nowhere, Driver: nowhere + 0x100, Device: nowhere + 0x200})
		}},
		{name: "queue at the end of all addresses", rule: "2.7", modern: true, do: func(r *rig) {
			r.enabled(virtio.Areas{Size: 8, Descriptor: theEnd, Driver: theEnd, Device: theEnd})
		}},
		{name: "queue enabled twice", rule: "4.1.4.3.2, 4.2.3.2", do: func(r *rig) {
			q, err := r.dev.Queue(r.Context(), r.sample.Queue)
			r.Must(err)
			// Version 2 of MMIO: the driver itself looks first, and says so.
			if err := r.dev.Transport().EnableQueue(r.Context(), q.Index(), q.Areas()); err != nil && r.dev.Transport().Legacy() {
				r.Logf("the driver refuses: %v", err)
			}
			r.Must(r.dev.Start(r.Context()))
		}},
		{name: "queue that does not exist", rule: "4.1.4.3.2, 4.2.2.2", do: func(r *rig) {
			for _, index := range []uint16{uint16(len(r.dev.Hardware().Model.Queues)), 1023, 1024, 0xffff} {
				_, err := r.dev.Transport().QueueSize(r.Context(), index)
				r.Must(err)
				if r.dev.Transport().Legacy() {
					continue
				}
				a := virtio.Areas{Size: 8, Descriptor: r.addr, Driver: r.addr, Device: r.addr}
				if err := r.dev.Transport().EnableQueue(r.Context(), index, a); err != nil {
					r.Logf("queue %d: %v", index, err)
				}
			}
		}},
		{name: "notification of a queue that does not exist", rule: "4.1.4.4.2, 4.2.2.2", do: func(r *rig) {
			r.Must(r.dev.Start(r.Context()))
			for _, index := range []uint16{uint16(len(r.dev.Hardware().Model.Queues)), 1023, 1024, 0xffff} {
				if err := r.dev.Transport().Notify(r.Context(), index); err != nil {
					r.Logf("queue %d: %v", index, err) // its doorbell lies outside of the structure
				}
			}
		}},
		{name: "notification of a queue that is not enabled", rule: "3.1.1", do: func(r *rig) {
			r.Must(r.dev.Start(r.Context()))
			r.Must(r.dev.Transport().Notify(r.Context(), r.sample.Queue))
		}},
		{name: "status backwards", rule: "2.1.1", do: func(r *rig) {
			_, err := r.dev.Queue(r.Context(), r.sample.Queue)
			r.Must(err)
			r.Must(r.dev.Start(r.Context()))
			for _, s := range []virtio.Status{
				virtio.StatusAcknowledge, virtio.StatusDriver, virtio.StatusDriverOK, virtio.StatusFailed,
				virtio.StatusNeedsReset, 0xff, virtio.StatusFeaturesOK, virtio.StatusAcknowledge | virtio.StatusDriver,
			} {
				r.Must(r.dev.Transport().SetStatus(r.Context(), s))
				r.Must(r.dev.Transport().Notify(r.Context(), r.sample.Queue))
			}
		}},
		{name: "features after FEATURES_OK", rule: "3.1.1", do: func(r *rig) {
			r.Must(r.dev.Transport().SetDriverFeatures(r.Context(), virtio.Features{^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0)}))
			r.Must(r.dev.Start(r.Context()))
			r.Must(r.dev.Transport().SetDriverFeatures(r.Context(), virtio.Features{}))
		}},
		{name: "packed rings after a split queue", rule: "2.2.1", do: func(r *rig) {
			_, err := r.dev.Queue(r.Context(), r.sample.Queue)
			r.Must(err)
			all := virtio.FeaturesOf(virtio.FeatureVersion1, virtio.FeatureRingPacked, virtio.FeatureEventIdx)
			r.Must(r.dev.Transport().SetDriverFeatures(r.Context(), all))
			r.Must(r.dev.Start(r.Context()))
			r.Must(r.dev.Transport().Notify(r.Context(), r.sample.Queue))
		}},
		{name: "DRIVER_OK without FEATURES_OK", rule: "3.1.1", do: func(r *rig) {
			t := r.dev.Transport()
			r.Must(t.SetStatus(r.Context(), 0))
			r.Must(t.SetStatus(r.Context(), virtio.StatusDriverOK))
			r.Must(t.Notify(r.Context(), r.sample.Queue))
		}},
		{name: "configuration space in each width, aligned and not", rule: "4.1.3.1, 4.2.2.2", do: func(r *rig) { r.readAll(0, 64) }},
		{name: "configuration space behind its end", rule: "2.5.1", do: func(r *rig) {
			r.readAll(0x80, 0x90)
			r.readAll(0xec, 0xfc) // the last ones that each transport has
		}},
		{name: "writes to configuration space", rule: "2.5.1", do: func(r *rig) {
			for _, w := range []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32} {
				for offset := uint64(0xc0); offset < 0xd0; offset++ {
					r.Must(r.dev.Transport().Config().Store(r.Context(), w, offset, 0))
				}
			}
		}},
		{name: "reset of a queue without the feature", rule: "2.6.1", modern: true, do: func(r *rig) {
			_, err := r.dev.Queue(r.Context(), r.sample.Queue)
			r.Must(err)
			r.Must(r.dev.Start(r.Context()))
			r.Must(r.dev.Transport().ResetQueue(r.Context(), r.sample.Queue))
		}},
	}
}

// enabled enables the queue of the sample requests at these places, and notifies it.
func (r *rig) enabled(a virtio.Areas) {
	r.Helper()
	t := r.dev.Transport()
	r.Must(t.EnableQueue(r.Context(), r.sample.Queue, a))
	r.Must(r.dev.Start(r.Context()))
	r.Must(t.Notify(r.Context(), r.sample.Queue))
}

// readAll reads configuration space in each width at each offset.
func (r *rig) readAll(from, to uint64) {
	r.Helper()
	for _, w := range []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32} {
		for offset := from; offset < to; offset++ {
			_, err := r.dev.Transport().Config().Load(r.Context(), w, offset)
			r.Must(err)
		}
	}
}
