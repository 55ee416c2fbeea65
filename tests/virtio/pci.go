package virtio

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/qtest"
)

// onPCI holds a modern device on PCI to the statements about its registers and vectors. One on
// another transport has none of them.
func onPCI(t *run.T, hw *virtio.Hardware) {
	inspector, ok := virtiopci.Inspect(hw.ModernT(t))
	if !ok {
		return
	}
	t.Step("capabilities", func() { capabilities(t, hw, inspector) })
	t.Step("vectors", func() { vectors(t, hw) })
	t.Step("queue without a vector", func() { unmapped(t, hw) })
	t.Step("masked vectors", func() { masked(t, hw) })
	t.Step("configuration change without a vector", func() { mute(t, hw) })
	t.Step("SR-IOV", func() { virtualization(t, hw, inspector) })
	t.Step("legacy configuration space by each width", func() { widths(t, hw) })
	t.Step("reset of a queue begins with 0", func() { resetting(t, hw) })
	t.Step("ISR status", func() { interruptStatus(t, hw) })
	t.Step("window of configuration space", func() { window(t, hw, inspector) })
}

// capabilities checks the vendor capabilities against sections 4.1.4.1 to 4.1.4.9.
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

// masked uses a queue whose vector is masked, alone or with all others: the message waits as a
// pending bit, and comes once the vector is no longer masked (PCI Local Bus 3.0, section 6.8.3.4
// "Per-vector Masking and Function Masking").
func masked(t *run.T, hw *virtio.Hardware) {
	transport := formats(t, hw)[0]
	if transport == hw.ModernT(t) {
		t.Skipf("%s has no MSI-X here", hw.Name)
	}
	i, _ := virtiopci.Inspect(transport)
	with(t, hw, transport, func(r *rig) {
		r.finish(r.queue.Add)
		_, of, err := i.Vectors(t.Context(), r.queue.Index())
		t.Must(err)
		table, vector := i.Messages(), int(of)
		for _, mask := range []struct {
			name string
			set  func(masked bool) error
		}{
			{"the vector's mask", func(masked bool) error {
				if masked {
					return table.Mask(t.Context(), vector)
				}
				return table.Unmask(t.Context(), vector)
			}},
			{"the mask of the function", func(masked bool) error { return table.MaskAll(t.Context(), masked) }},
		} {
			t.Must(mask.set(true))
			r.poll(1)
			t.Must(r.dev.Machine().Await(t.Context(), "the pending bit of the queue's vector", func(ctx context.Context) (bool, error) {
				return table.Pending(ctx, vector)
			}))
			if err := r.dev.ExpectNoInterrupt(t.Context(), quiet); err != nil {
				t.Errorf("with %s: %v", mask.name, err)
			}
			t.Must(mask.set(false))
			t.Must(r.dev.Machine().Await(t.Context(), "the message that waited behind "+mask.name, func(ctx context.Context) (bool, error) {
				return transport.QueueInterrupt(ctx, r.queue.Index())
			}))
			still, err := table.Pending(t.Context(), vector)
			t.Must(err)
			if still {
				t.Errorf("the pending bit stays without %s", mask.name)
			}
		}
		r.finish(r.queue.Add)
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

// interruptStatus reads the ISR status after a used buffer, which clears it: the pin is up until
// then. It uses the device by its pin.
func interruptStatus(t *run.T, hw *virtio.Hardware) {
	transport := hw.ModernT(t)
	i, _ := virtiopci.Inspect(transport)
	with(t, hw, transport, func(r *rig) {
		before := i.Rises()
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
		if got := i.Rises() - before; got > 1 { // none if it was up already
			t.Errorf("the pin was raised %d times for a used buffer, want once until the ISR status is read", got)
		}
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
