package virtio

import (
	"bytes"
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// transports holds the device to the statements about status, queues and registers that
// need a queue, or a look behind the interface of transports.
func transports(t *run.T, hw *virtio.Hardware) {
	for _, transport := range formats(t, hw) {
		t.Step(ringName(transport), func() {
			if transport.Legacy() {
				t.Step("fields of other features", func() { with(t, hw, transport, otherFields) })
				return // without NEEDS_RESET the device could only be waited for
			}
			if !hw.Model.Sample.Thread { // which may begin early and end late
				t.Step("buffers before DRIVER_OK", func() { early(t, hw, transport) })
			}
			t.Step("configuration change of a device that needs a reset", func() { broken(t, hw, transport) })
			t.Step("flag WRITE of an indirect table", func() { with(t, hw, transport, writeFlag, virtio.FeatureIndirectDesc) })
			if !virtio.IsPacked(transport) { // whose lists have either tables or descriptors, and whose fields are in use
				t.Step("chain that ends in a table", func() { mixed(t, hw, transport) })
				t.Step("fields of other features", func() { with(t, hw, transport, otherFields) })
				t.Step("flags with the event index", func() { with(t, hw, transport, bothWays, virtio.FeatureEventIdx) })
			}
		})
	}
	t.Step("legacy driver before DRIVER_OK", func() { hasty(t, hw) })
	t.Step("interrupt of an empty queue", func() { emptied(t, hw) })
	if formats(t, hw)[0].Legacy() {
		return
	}
	if hw.Model.Type != virtio.Entropy && hw.Model.Type != virtio.Clock { // which have none
		t.Step("configuration space before FEATURES_OK", func() { beforeFeatures(t, hw) })
	}
	onMMIO(t, hw)
	onPCI(t, hw)
}

// early makes a request before DRIVER_OK, which the device must not take until then.
func early(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	r := open(t, hw, transport)
	var err error
	r.queue, err = r.dev.Queue(t.Context(), r.sample.Queue)
	t.Must(err)
	head, err := r.queue.Add(r.buffers(0)...)
	t.Must(err)
	t.Must(r.queue.Publish(t.Context()))
	t.Must(r.queue.Notify(t.Context()))
	t.Must(r.dev.Machine().Pass(t.Context(), time.Millisecond))
	n, err := r.queue.CountUsed(t.Context())
	t.Must(err)
	t.Step("untouched", func() {
		if n != 0 {
			t.Errorf("%v has used %d chains before DRIVER_OK", r.queue, n)
		}
	})
	if n == 0 {
		t.Must(r.dev.Start(t.Context()))
		t.Must(r.queue.Notify(t.Context()))
		used, err := r.queue.Wait(t.Context())
		t.Must(err)
		if used.Head != head {
			t.Errorf("%v: got used chain %d, want %d", r.queue, used.Head, head)
		}
	}
	t.Must(r.dev.Close(t.Context()))
	t.Must(r.dev.Machine().Alloc.Free(r.addr))
}

// broken makes a request of a buffer of 4 GiB. The device then needs a reset, and says so
// by a configuration change.
func broken(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	with(t, hw, transport, func(r *rig) {
		r.fail()
		changed, err := transport.ConfigInterrupt(t.Context())
		t.Must(err)
		if !changed {
			t.Errorf("no configuration change with DEVICE_NEEDS_RESET")
		}
	})
}

// fail makes a request of a buffer of 4 GiB, and waits until the device needs a reset.
func (r *rig) fail() {
	r.Helper()
	last := r.buffers(0)[len(r.buffers(0))-1]
	last.Size = 1<<32 - 1
	_, err := r.queue.Submit(r.Context(), last)
	r.Must(err)
	r.Must(r.dev.Machine().Await(r.Context(), "DEVICE_NEEDS_RESET after a request of 4 GiB", func(ctx context.Context) (bool, error) {
		status, err := r.dev.Status(ctx)
		return status&virtio.StatusNeedsReset != 0, err
	}))
}

// writeFlag sets WRITE in the descriptor that refers to a table, which the device must
// ignore.
func writeFlag(r *rig) {
	raw := r.queue.Raw()
	table, err := r.dev.Machine().Alloc.Alloc(64, 16)
	r.Must(err)
	p := raw.Bytes(r.descriptors()...)
	r.Must(r.dev.Machine().WriteMemory(r.Context(), table, p))
	d := virtio.Descriptor{Addr: table, Size: uint32(len(p)), Flags: virtio.DescriptorIndirect | virtio.DescriptorWrite}
	r.offered(raw, d)
	r.Must(r.dev.Machine().Alloc.Free(table))
}

// mixed has the second part of a request in a table.
func mixed(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	with(t, hw, transport, func(r *rig) {
		raw := r.queue.Raw()
		ds := r.descriptors()
		table, err := r.dev.Machine().Alloc.Alloc(64, 16)
		r.Must(err)
		last := ds[len(ds)-1]
		p := raw.Bytes(last)
		r.Must(r.dev.Machine().WriteMemory(r.Context(), table, p))
		ds[len(ds)-1] = virtio.Descriptor{Addr: table, Size: uint32(len(p)), Flags: virtio.DescriptorIndirect}
		before := bytes.Repeat([]byte{0xa5}, int(r.sample.In))
		if r.sample.In > 0 {
			r.Must(r.dev.Machine().WriteMemory(r.Context(), last.Addr, before))
		}
		r.offered(raw, ds...)
		after := make([]byte, len(before))
		r.Must(r.dev.Machine().ReadMemory(r.Context(), last.Addr, after))
		if r.sample.In > 0 && bytes.Equal(before, after) {
			r.Errorf("%v: the device has written nothing to the buffer of the table", r.queue)
		}
		r.Must(r.dev.Machine().Alloc.Free(table))
	}, virtio.FeatureIndirectDesc)
}

// descriptors are those of a sample request.
func (r *rig) descriptors() []virtio.Descriptor {
	var ds []virtio.Descriptor
	for _, b := range r.buffers(0) {
		d := virtio.Descriptor{Addr: b.Addr, Size: b.Size}
		if b.Writable {
			d.Flags = virtio.DescriptorWrite
		}
		ds = append(ds, d)
	}
	for i := range len(ds) - 1 {
		if !r.dev.Has(virtio.FeatureRingPacked) { // its tables have no links
			ds[i].Flags |= virtio.DescriptorNext
			ds[i].Link = uint16(i + 1)
		}
	}
	return ds
}

// offered makes a chain available and waits until the device has used it.
func (r *rig) offered(raw virtio.Raw, ds ...virtio.Descriptor) {
	r.Helper()
	if raw.IsPacked() {
		for i := range ds {
			ds[i].Flags |= virtio.DescriptorAvail
		}
	}
	r.Must(raw.Put(r.Context(), ds...))
	if !raw.IsPacked() {
		r.Must(raw.Offer(r.Context(), 1, 0))
	}
	r.Must(r.dev.Transport().Notify(r.Context(), r.queue.Index()))
	r.Must(r.dev.Machine().Await(r.Context(), "the raw chain to be used", func(ctx context.Context) (bool, error) {
		used, err := raw.Used(ctx)
		if used || err != nil {
			return used, err
		}
		status, err := r.dev.Status(ctx)
		if err == nil && status&virtio.StatusNeedsReset != 0 {
			r.Errorf("%v: the device needs a reset after a chain that is allowed", r.queue)
			return true, nil
		}
		return false, err
	}))
	if raw.IsPacked() {
		_, err := raw.UsedID(r.Context()) // whose flags are those of a used descriptor
		r.Must(err)
	}
}

// otherFields writes the fields of EVENT_IDX without the feature, which the device must
// ignore: it sends an interrupt for each chain all the same.
func otherFields(r *rig) {
	r.Must(r.queue.Raw().SetEvent(r.Context(), 0x7fff))
	r.finish(r.queue.Add)
}

// bothWays suppresses interrupts by the flags of the available ring, which the device must
// ignore with EVENT_IDX; its own flags must be 0.
func bothWays(r *rig) {
	raw, m := r.queue.Raw(), r.dev.Machine()
	r.Must(raw.SetEvent(r.Context(), 0))
	r.Must(m.WriteMemory(r.Context(), r.queue.Areas().Driver, []byte{1, 0}))
	r.offered(raw, r.descriptors()...)
	r.Must(m.Await(r.Context(), "the interrupt that used_event asks for", func(ctx context.Context) (bool, error) {
		return r.dev.Transport().QueueInterrupt(ctx, r.queue.Index())
	}))
	var flags [2]byte
	r.Must(m.ReadMemory(r.Context(), r.queue.Areas().Device, flags[:]))
	if flags != [2]byte{} {
		r.Errorf("flags of the used ring with EVENT_IDX = %x, want 0", flags)
	}
}

// beforeFeatures reads configuration space before and after the negotiation.
func beforeFeatures(t *run.T, hw *virtio.Hardware) {
	transport := hw.ModernT(t)
	dev, err := hw.Open(t.Context(), transport)
	t.Must(err)
	var before, after [8]byte // in which each device has fields, and no padding
	t.Must(dev.ReadConfig(t.Context(), 0, before[:]))
	offered, err := dev.Offered(t.Context())
	t.Must(err)
	t.Must(dev.Accept(t.Context(), offered.Without(virtio.FeatureUnused)))
	t.Must(dev.ReadConfig(t.Context(), 0, after[:]))
	if before != after {
		t.Errorf("configuration space before FEATURES_OK = %x, and afterwards %x", before, after)
	}
	t.Must(dev.Close(t.Context()))
}
