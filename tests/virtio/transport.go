package virtio

import (
	"bytes"
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/qtest"
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
	t.Step("configuration space before FEATURES_OK", func() { beforeFeatures(t, hw) })
	if i, ok := virtiommio.Inspect(hw.ModernT(t)); ok {
		if !hw.Model.Sample.Thread { // which would only be waited for
			t.Step("queue that is not ready", func() { ready(t, hw, i) })
		}
		t.Step("reset of a queue after a reset of the device", func() { settled(t, hw, i) })
	}
	inspector, ok := virtiopci.Inspect(hw.ModernT(t))
	if !ok {
		return
	}
	t.Step("capabilities", func() { capabilities(t, hw, inspector) })
	t.Step("vectors", func() { vectors(t, hw) })
	t.Step("queue without a vector", func() { unmapped(t, hw) })
	t.Step("configuration change without a vector", func() { mute(t, hw) })
	t.Step("SR-IOV", func() { virtualization(t, hw, inspector) })
	t.Step("legacy configuration space by each width", func() { widths(t, hw) })
	t.Step("reset of a queue begins with 0", func() { resetting(t, hw) })
	t.Step("ISR status", func() { interruptStatus(t, hw) })
	t.Step("window of configuration space", func() { window(t, hw, inspector) })
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
	if n != 0 {
		t.Errorf("%v has used %d chains before DRIVER_OK", r.queue, n)
	} else {
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
	var before, after [16]byte
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

// capabilities compares the vendor capabilities with what the specification demands of
// them (sections 4.1.4.1 to 4.1.4.9).
func capabilities(t *run.T, hw *virtio.Hardware, i virtiopci.Inspector) {
	const header, notifySize, windowSize = 16, 20, 20
	var common, notify, isr, access int
	for _, c := range i.Capabilities() {
		size := uint8(header)
		align := uint32(4)
		switch {
		case c.Common():
			common++
		case c.Notification():
			notify++
			size, align = notifySize, 2
			notification(t, hw, i, c)
		case c.ISR():
			isr++
			align = 1
		case c.Window():
			access++
			size, align = windowSize, 1
		}
		if c.Size < size {
			t.Errorf("cap_len of %s = %d, want at least %d", c.Kind, c.Size, size)
		}
		if c.Offset%align != 0 {
			t.Errorf("offset of %s = %#x, want a multiple of %d", c.Kind, c.Offset, align)
		}
	}
	for name, n := range map[string]int{"common configuration": common, "notification": notify, "ISR status": isr, "PCI configuration access": access} {
		if n == 0 {
			t.Errorf("no capability for %s", name)
		}
	}
}

// notification checks that the doorbell of each queue lies in the structure (section
// 4.1.4.4.1 "Device Requirements: Notification capability").
func notification(t *run.T, hw *virtio.Hardware, i virtiopci.Inspector, c virtiopci.Capability) {
	t.Helper()
	if c.Multiplier == 1 || c.Multiplier&(c.Multiplier-1) != 0 {
		t.Errorf("notify_off_multiplier = %d, want 0 or an even power of 2", c.Multiplier)
	}
	queues, err := i.Queues(t.Context())
	t.Must(err)
	if int(queues) != len(hw.Model.Queues) {
		t.Errorf("num_queues = %d, want %d", queues, len(hw.Model.Queues))
	}
	for q := range hw.Model.Queues {
		at, err := i.NotifyOffset(t.Context(), uint16(q))
		t.Must(err)
		if at+2 > uint64(c.Length) {
			t.Errorf("the doorbell of queue %d is at %#x of %#x bytes", q, at, c.Length)
		}
	}
}

// window reads and writes registers by configuration space, and compares them with those in
// the BAR (section 4.1.4.9 "PCI configuration access capability").
func window(t *run.T, hw *virtio.Hardware, i virtiopci.Inspector) {
	var access, common virtiopci.Capability
	for _, c := range i.Capabilities() {
		switch {
		case c.Window():
			access = c
		case c.Common():
			common = c
		}
	}
	r := open(t, hw, hw.ModernT(t))
	// Of struct virtio_pci_common_cfg, section 4.1.4.3.
	const deviceStatus, driverFeatureSelect, configVector = 0x14, 0x08, 0x10
	for _, w := range []struct {
		width  qtest.Width
		offset uint64
		values []uint32
	}{
		{qtest.Width32, driverFeatureSelect, []uint32{3, 0x1234_5678, 0}},
		{qtest.Width16, configVector, []uint32{uint32(virtiopci.NoVector)}},
	} {
		for _, v := range w.values {
			t.Must(access.Write(t.Context(), common, w.width, w.offset, v))
			got, err := access.Read(t.Context(), common, w.width, w.offset)
			t.Must(err)
			if got != uint64(v) {
				t.Errorf("register at %#x by the window = %#x, want %#x", w.offset, got, v)
			}
		}
	}
	status, err := access.Read(t.Context(), common, qtest.Width8, deviceStatus)
	t.Must(err)
	want, err := r.dev.Status(t.Context())
	t.Must(err)
	if virtio.Status(status) != want {
		t.Errorf("status by the window = %v, want %v", virtio.Status(status), want)
	}
	t.Must(access.Write(t.Context(), common, qtest.Width8, deviceStatus, 0))
	after, err := r.dev.Status(t.Context())
	t.Must(err)
	if after != 0 {
		t.Errorf("status after a reset by the window = %v, want 0", after)
	}
	t.Must(r.dev.Close(t.Context()))
	t.Must(r.dev.Machine().Alloc.Free(r.addr))
}

// vectors maps events to vectors, unmaps them, and tries vectors that the device does not
// have (section 4.1.5.1.2.1 "Device Requirements: MSI-X Vector Configuration").
func vectors(t *run.T, hw *virtio.Hardware) {
	all := hw.TransportsT(t)
	transport := formats(t, hw)[0]
	if transport == hw.ModernT(t) {
		t.Skipf("%s has no MSI-X here: %d transports", hw.Name, len(all))
	}
	i, _ := virtiopci.Inspect(transport)
	dev, err := hw.Open(t.Context(), transport)
	t.Must(err)
	queue := hw.Model.Sample.Queue
	expect := func(what string, got uint16, err error, want uint16) {
		t.Helper()
		t.Must(err)
		if got != want {
			t.Errorf("vector of %s = %#x, want %#x", what, got, want)
		}
	}
	for _, v := range []uint16{0, 1, virtiopci.NoVector, 1, virtiopci.NoVector} {
		got, err := i.MapConfig(t.Context(), v)
		expect("configuration changes", got, err, v)
		got, err = i.MapQueue(t.Context(), queue, v)
		expect("the queue", got, err, v)
	}
	for _, v := range []uint16{0x7ff, 0x800, 0xfffe} {
		got, err := i.MapConfig(t.Context(), v)
		expect("configuration changes beyond the table", got, err, virtiopci.NoVector)
		got, err = i.MapQueue(t.Context(), queue, v)
		expect("the queue beyond the table", got, err, virtiopci.NoVector)
	}
	_, err = i.MapConfig(t.Context(), 0)
	t.Must(err)
	_, err = i.MapQueue(t.Context(), queue, 1)
	t.Must(err)
	t.Must(dev.Reset(t.Context()))
	config, ofQueue, err := i.Vectors(t.Context(), queue)
	expect("configuration changes after a reset", config, err, virtiopci.NoVector)
	expect("the queue after a reset", ofQueue, err, virtiopci.NoVector)
	t.Must(dev.Close(t.Context()))
}

// resetting reads queue_reset after a reset, and of an enabled queue.
func resetting(t *run.T, hw *virtio.Hardware) {
	transport := hw.ModernT(t)
	i, _ := virtiopci.Inspect(transport)
	with(t, hw, transport, func(r *rig) {
		zero := func(when string) {
			t.Helper()
			busy, err := i.Resetting(t.Context(), r.queue.Index())
			t.Must(err)
			if busy {
				t.Errorf("queue_reset %s is not 0", when)
			}
		}
		zero("of an enabled queue") // before that, the device was reset
		t.Must(r.queue.Reset(t.Context()))
		zero("of a queue that is enabled anew")
		r.finish(r.queue.Add)
		t.Must(r.dev.Transport().SetStatus(t.Context(), 0))
		zero("after a reset of the device")
	}, virtio.FeatureRingReset)
}

// unmapped uses a queue whose vector has been taken from it: it must not signal.
func unmapped(t *run.T, hw *virtio.Hardware) {
	transport := formats(t, hw)[0]
	if transport == hw.ModernT(t) {
		t.Skipf("%s has no MSI-X here", hw.Name)
	}
	i, _ := virtiopci.Inspect(transport)
	with(t, hw, transport, func(r *rig) {
		r.finish(r.queue.Add)
		got, err := i.MapQueue(t.Context(), r.queue.Index(), virtiopci.NoVector)
		t.Must(err)
		if got != virtiopci.NoVector {
			t.Errorf("vector of the queue = %#x, want NO_VECTOR", got)
		}
		r.poll(2)
		if err := r.dev.ExpectNoInterrupt(t.Context(), quiet); err != nil {
			t.Errorf("without a vector: %v", err)
		}
	})
}

// mute takes the vector of configuration changes away: the device must not signal one
// (section 4.1.5.4.1 "Device Requirements: Notification of Device Configuration Changes").
func mute(t *run.T, hw *virtio.Hardware) {
	transport := formats(t, hw)[0]
	if transport == hw.ModernT(t) {
		t.Skipf("%s has no MSI-X here", hw.Name)
	}
	i, _ := virtiopci.Inspect(transport)
	with(t, hw, transport, func(r *rig) {
		got, err := i.MapConfig(t.Context(), virtiopci.NoVector)
		t.Must(err)
		if got != virtiopci.NoVector {
			t.Errorf("vector of configuration changes = %#x, want NO_VECTOR", got)
		}
		r.fail()
		t.Must(r.dev.Machine().Pass(t.Context(), quiet))
		changed, err := transport.ConfigInterrupt(t.Context())
		t.Must(err)
		if changed {
			t.Errorf("a change of the configuration is signalled without a vector")
		}
	})
}

// virtualization compares the feature SR_IOV with the function's capabilities (section 6.2
// "Device Requirements: Reserved Feature Bits").
func virtualization(t *run.T, hw *virtio.Hardware, i virtiopci.Inspector) {
	offered, err := hw.ModernT(t).DeviceFeatures(t.Context())
	t.Must(err)
	want, err := i.HasSRIOV(t.Context())
	t.Must(err)
	if got := offered.Has(virtio.FeatureSRIOV); got != want {
		t.Errorf("SR_IOV is offered: %t, want %t as the function has the capability", got, want)
	}
}

// widths reads legacy configuration space by each width (section 4.1.4.10).
func widths(t *run.T, hw *virtio.Hardware) {
	transport := hw.LegacyT(t)
	dev, err := hw.Open(t.Context(), transport)
	t.Must(err)
	var single [4]byte // that each device with fields has
	t.Must(dev.ReadConfig(t.Context(), 0, single[:]))
	for _, w := range []qtest.Width{qtest.Width16, qtest.Width32} {
		for at := 0; at < len(single); at += int(w) {
			got, err := transport.Config().Load(t.Context(), w, uint64(at))
			t.Must(err)
			var b [8]byte
			order := dev.Machine().Order
			if w == qtest.Width16 {
				order.PutUint16(b[:], uint16(got))
			} else {
				order.PutUint32(b[:], uint32(got))
			}
			if string(b[:w]) != string(single[at:at+int(w)]) {
				t.Errorf("%d bytes of configuration space at %d = %x, want %x as by single bytes", w, at, b[:w], single[at:at+int(w)])
			}
		}
	}
	t.Must(dev.Close(t.Context()))
}

// interruptStatus reads the ISR status after a used buffer, which clears it. It uses the
// device by its pin.
func interruptStatus(t *run.T, hw *virtio.Hardware) {
	transport := hw.ModernT(t)
	i, _ := virtiopci.Inspect(transport)
	with(t, hw, transport, func(r *rig) {
		head, err := r.queue.Submit(t.Context(), r.buffers(0)...)
		t.Must(err)
		used, err := r.queue.Poll(t.Context())
		t.Must(err)
		if used.Head != head {
			t.Errorf("%v: got used chain %d, want %d", r.queue, used.Head, head)
		}
		var queue, config bool
		pending(t, i, "after a used buffer", true)
		t.Must(r.dev.Machine().Await(t.Context(), "the queue interrupt in the ISR status", func(ctx context.Context) (bool, error) {
			queue, config, err = i.TakeISR(ctx)
			return queue || config, err
		}))
		pending(t, i, "after the ISR status was read", false)
		if !queue || config {
			t.Errorf("ISR status after a used buffer: queue %v, configuration %v, want the queue alone", queue, config)
		}
		queue, config, err = i.TakeISR(t.Context())
		t.Must(err)
		if queue || config {
			t.Errorf("ISR status after it was read: queue %v, configuration %v, want 0", queue, config)
		}
	})
}

// pending compares the interrupt bit of the PCI status (section 4.1.4.5.1 "Device
// Requirements: ISR status capability").
func pending(t *run.T, i virtiopci.Inspector, when string, want bool) {
	t.Helper()
	got, err := i.Pending(t.Context())
	t.Must(err)
	if got != want {
		t.Errorf("interrupt in the PCI status %s: %t, want %t", when, got, want)
	}
}
