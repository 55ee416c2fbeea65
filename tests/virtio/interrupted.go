package virtio

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// resetAtOnce breaks each rule by each transport, and resets the device in the next access,
// while it may still be at work. It must have finished, or given up, when the reset is done,
// and write nothing later (section 2.4.1 "Device Requirements: Device Reset").
//
// A flush of a virtio-pmem of QEMU 11.1 is under way in a thread that a reset does not wait
// for: sometimes its answer comes in the next ring, which no declared deviation can be.
func resetAtOnce(t *run.T, hw *virtio.Hardware) {
	if hw.Model.Sample.Single {
		t.Step("requests under way", func() { t.Skip("an answer may come after the reset, or not") })
		return
	}
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() {
			for _, group := range violations() {
				t.Step(group.name, func() {
					for _, v := range group.violations {
						if v.fits(transport) {
							t.Step(v.name, func() { interrupt(t, hw, transport, v) })
						}
					}
				})
			}
		})
	}
}

// interrupt breaks a rule and resets the device at once.
func interrupt(t *run.T, hw *virtio.Hardware, transport virtio.Transport, v violation) {
	t.Helper()
	before := processorTime(t)
	a := begin(t, hw, transport, v)
	t.Must(a.dev.Close(t.Context()))
	status, err := transport.Status(t.Context())
	t.Must(err)
	if status != 0 {
		t.Errorf("status after the reset = %v, want 0", status)
	}
	notBusy(t, v.name, before)
	a.elsewhere()
	a.free()
	with(t, hw, transport, func(r *rig) { r.finish(r.queue.Add) })
}

// unplugAtOnce plugs an entropy device in, breaks a rule, and unplugs the device while it may
// still be at work: for each rule a device. QEMU and the device of the path go on.
func unplugAtOnce(t *run.T, first *virtiopci.Function) {
	for _, packed := range []bool{false, true} {
		name := "split ring"
		if packed {
			name = "packed ring"
		}
		t.Step(name, func() {
			for _, group := range violations() {
				t.Step(group.name, func() {
					for _, v := range group.violations {
						if v.only == both || packed == (v.only == packedOnly) {
							t.Step(v.name, func() { unplug(t, first.Device().Bus(), packed, v) })
						}
					}
				})
			}
		})
	}
	hw := first.Virtio()
	t.Step("afterwards", func() { with(t, hw, hw.ModernT(t), func(r *rig) { r.finish(r.queue.Add) }) })
}

// unplug breaks a rule by a device of its own and unplugs it.
func unplug(t *run.T, bus *pci.Bus, packed bool, v violation) {
	t.Helper()
	before := processorTime(t)
	device, err := bus.Plug(t.Context(), hotplug.Device{
		Driver: virtiorng.PCIDriver.Name(), ID: "plugged", Props: []hotplug.Prop{hotplug.Bool("packed", packed)},
	})
	t.Must(err)
	plugged, err := virtiopci.New(t.Context(), device, virtiorng.PCIModel())
	t.Must(err)
	hw := plugged.Virtio()
	transport := hw.ModernT(t)
	if packed {
		transport = hw.PackedT(t)
	}
	a := begin(t, hw, transport, v)
	t.Must(transport.Disable(t.Context())) // gives the memory of its interrupts back
	t.Must(bus.Unplug(t.Context(), device))
	present, err := device.Present(t.Context())
	t.Must(err)
	if present {
		t.Fatalf("%v still answers after it was unplugged", device)
	}
	notBusy(t, v.name, before)
	a.elsewhere()
	a.free()
	t.Must(hw.Machine.Alloc.Free(a.queue.Areas().Descriptor)) // the queue, which no driver closes
}

// moved breaks a rule by a chain, and moves the machine in the next command, while the device
// may still be at work. It needs a reset there if it did here, has written nowhere else, and
// works after a reset.
func moved(packed bool, category, name string) func(*run.T, *virtio.Hardware, run.Instance[*virtio.Hardware]) {
	return func(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
		v, ok := find(category, name)
		if !ok {
			t.Fatalf("there is no violation %q of category %q", name, category)
		}
		transport := hw.ModernT(t)
		if packed {
			transport = hw.PackedT(t)
		}
		before := processorTime(t)
		a := begin(t, hw, transport, v)
		here, err := a.dev.Status(t.Context())
		t.Must(err)
		notBusy(t, v.name, before)
		t.Must(t.Env.Migrate(t.Context(), second.Env, nil))
		there, err := a.dev.Status(t.Context())
		t.Must(err)
		if here&^there != 0 {
			t.Errorf("%s: status = %v after the migration, want %v as before it", v.name, there, here)
		}
		t.Logf("%s (%s): %s", v.name, v.rule, a.judge())
		t.Must(a.dev.Close(t.Context()))
		a.free()
		with(t, hw, transport, func(r *rig) { r.finish(r.queue.Add) })
	}
}

// find returns a violation.
func find(category, name string) (violation, bool) {
	for _, group := range violations() {
		for _, v := range group.violations {
			if group.name == category && v.name == name {
				return v, true
			}
		}
	}
	return violation{}, false
}
