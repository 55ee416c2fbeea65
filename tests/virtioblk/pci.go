package virtioblk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// quiet is the time without an interrupt that counts as no interrupt.
const quiet = time.Millisecond

// The vectors, as package virtiopci assigns them.
const configVector, queueVector = 0, 1

// eventIdx requests interrupts in the future (section 2.7.7 "Used Buffer
// Notification Suppression"). It finds a device that sends an unrequested
// interrupt, or omits a requested one.
func eventIdx(t *run.T, f *virtiopci.Function) { eventIdxOf(t, f.Virtio(), openFile(t, block.Drive)) }

func eventIdxOf(t *run.T, hw *virtio.Hardware, file *drive) {
	t.Helper()
	each(t, hw, file, virtio.FeaturesOf(virtio.FeatureEventIdx), func(r *rig) {
		r.need(virtio.FeatureEventIdx)
		r.first()
		queue := r.disk.Requests
		r.Must(queue.SetInterrupts(r.Context(), false))
		r.poll(5)
		r.Must(r.disk.ExpectNoInterrupt(r.Context(), quiet))

		for _, n := range []int{1, 2, 7} {
			r.Must(queue.InterruptAfter(r.Context(), uint16(n)))
			r.poll(n - 1)
			r.Must(r.disk.ExpectNoInterrupt(r.Context(), quiet))
			r.poll(1)
			what := fmt.Sprintf("the interrupt after %d requests of %v", n, r.disk.Device)
			r.Must(r.disk.Machine().Wait(r.Context(), what, func(ctx context.Context) (bool, error) {
				return r.disk.Transport().QueueInterrupt(ctx, queue.Index())
			}))
			r.poll(3)
			r.Must(r.disk.ExpectNoInterrupt(r.Context(), quiet))
		}
		r.Must(queue.SetInterrupts(r.Context(), true))
		r.write(30, 2)
	})
}

// poll does n reads one after the other, regardless of interrupts.
func (r *rig) poll(n int) {
	r.Helper()
	for i := range uint64(n) {
		head, err := r.disk.Add(r.Context(), virtioblk.Read(i, 1))
		r.Must(err)
		r.Must(r.disk.Requests.Kick(r.Context()))
		used, err := r.disk.Requests.Poll(r.Context())
		r.Must(err)
		if used.Head != head {
			r.Fatalf("%s: got used chain %d, want %d", r.what, used.Head, head)
		}
		response, err := r.disk.Collect(r.Context(), used)
		r.Must(err)
		r.compare(i, response.Data)
	}
}

// vectors checks that each event uses its own vector, and that a masked vector's
// message waits. It finds a device that sends messages by the wrong vector, sends a
// masked one, or loses it.
func vectors(t *run.T, f *virtiopci.Function) {
	file := openFile(t, block.Drive)
	if !slices.ContainsFunc(f.Virtio().Transports, func(tr virtio.Transport) bool { return strings.Contains(tr.String(), "MSI-X") }) {
		t.Fatalf("no transport of %v has MSI-X", f.Device())
	}
	each(t, f.Virtio(), file, virtio.Features{}, func(r *rig) {
		msix, err := f.Device().MSIX(r.Context())
		r.Must(err)
		control, err := msix.Control(r.Context())
		r.Must(err)
		if control&pci.MSIXEnable == 0 {
			if strings.Contains(r.disk.Transport().String(), "MSI-X") {
				r.Errorf("%s: MSI-X is not enabled", r.what)
			}
			return // a transport with the interrupt pin
		}
		if n := msix.Vectors(); n != 2 {
			r.Fatalf("%s: got %d vectors, want 2", r.what, n)
		}
		r.read(0, 1)
		r.quiet("after a request was waited for")
		r.setSize(sectors + 8)
		r.Must(r.disk.WaitConfigChange(r.Context()))
		r.quiet("after a change of the configuration was waited for")
		r.setSize(sectors)
		r.Must(r.disk.WaitConfigChange(r.Context()))

		r.masked(msix, queueVector, func() { r.poll(1) }, func(ctx context.Context) (bool, error) {
			return r.disk.Transport().QueueInterrupt(ctx, r.disk.Requests.Index())
		})
		r.masked(msix, configVector, func() { r.setSize(sectors + 8) }, r.disk.Transport().ConfigInterrupt)
		r.setSize(sectors)
		r.Must(r.disk.WaitConfigChange(r.Context()))
		r.write(40, 2)
	})
}

func (r *rig) quiet(when string) {
	r.Helper()
	if err := r.disk.ExpectNoInterrupt(r.Context(), quiet); err != nil {
		r.Fatalf("%s: %s: %v", r.what, when, err)
	}
}

// masked triggers an event while its vector is masked.
func (r *rig) masked(msix *pci.MSIX, vector int, happen func(), raised func(context.Context) (bool, error)) {
	r.Helper()
	pending := func(when string, want bool) {
		r.Helper()
		got, err := msix.Pending(r.Context(), vector)
		r.Must(err)
		if got != want {
			r.Errorf("%s: vector %d: pending %s = %v", r.what, vector, when, got)
		}
	}
	r.Must(msix.Mask(r.Context(), vector))
	pending("before the event", false)
	happen()
	r.quiet("with the vector masked")
	pending("after the event", true)
	r.Must(msix.Unmask(r.Context(), vector))
	r.Must(r.disk.Machine().Wait(r.Context(), fmt.Sprintf("vector %d of %v", vector, r.disk.Device), raised))
	pending("after the message", false)
	r.quiet("after the message")
}

// noSuchQueue notifies nonexistent queues. It finds a device that reads past the
// end of its list of queues.
func noSuchQueue(t *run.T, f *virtiopci.Function) {
	noSuchQueueOf(t, f.Virtio(), openFile(t, block.Drive))
}

func noSuchQueueOf(t *run.T, hw *virtio.Hardware, file *drive) {
	t.Helper()
	each(t, hw, file, virtio.Features{}, func(r *rig) {
		r.first()
		transport := r.disk.Transport()
		for _, queue := range []uint16{1, 2, 255, 1023, 1024, 0xffff} {
			size, err := transport.QueueSize(r.Context(), queue)
			r.Must(err)
			if size != 0 {
				r.Errorf("%s: nonexistent queue %d has %d descriptors, want 0", r.what, queue, size)
			}
			r.Must(transport.Notify(r.Context(), queue))
		}
		r.quiet("after notifications of nonexistent queues")
		status, err := r.disk.Status(r.Context())
		r.Must(err)
		if status&virtio.StatusNeedsReset != 0 {
			r.Errorf("%s: status after notifications of nonexistent queues = %v", r.what, status)
		}
		r.write(10, 4)
	})
}

// hotPlug plugs in another, read-only disk, uses both and unplugs it, twice.
func hotPlug(t *run.T, first *virtiopci.Function) {
	backend, err := t.Env.Backend(second)
	t.Must(err)
	file, other := openFile(t, block.Drive), openFile(t, second)
	other.serial = second.Name()
	bus := first.Device().Bus()
	for i := range 2 {
		t.Step(fmt.Sprintf("plugged in, time %d", i+1), func() {
			device, err := bus.Plug(t.Context(), hotplug.Device{
				Driver: virtioblk.PCIDriver.Name(),
				ID:     "plugged",
				Props:  []hotplug.Prop{hotplug.String("drive", backend.ID), hotplug.String("serial", second.Name())},
			})
			t.Must(err)
			plugged, err := virtiopci.New(t.Context(), device, virtioblk.PCIModel())
			t.Must(err)
			each(t, plugged.Virtio(), other, virtio.FeaturesOf(virtioblk.FeatureRO), func(r *rig) {
				r.need(virtioblk.FeatureRO)
				r.id(r.file.serial)
				r.read(0, 8)
				r.read(sectors-1, 1)
				r.do(virtioblk.Write(0, make([]byte, virtioblk.SectorSize)), virtioblk.IOError)
			})
			each(t, first.Virtio(), file, virtio.Features{}, transfers)
			t.Must(bus.Unplug(t.Context(), device))
			present, err := device.Present(t.Context())
			t.Must(err)
			if present {
				t.Fatalf("%v still answers after it was unplugged", device)
			}
		})
	}
	t.Step("afterwards", func() { each(t, first.Virtio(), file, virtio.Features{}, transfers) })
}
