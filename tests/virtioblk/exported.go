package virtioblk

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// queues is the number of queues of a device with several.
const queues = 4

// openExport returns the file that the storage daemon exports, filled with data.
func openExport(t *run.T, key graph.BackendKey) *drive {
	t.Helper()
	d := openFile(t, key)
	d.serial, d.far = block.ExportSerial, true
	return d
}

// The storage daemon refuses legacy drivers, so these tests use modern transports alone.

// exportedBasic sends requests to a device that the storage daemon serves in guest
// memory. It finds a device that mixes up sectors or requests, loses writes or a piece of
// a scattered request.
func exportedBasic(t *run.T, d *vhostdevice.Device) {
	file := openExport(t, vhostdevice.BackEnd)
	hw := vhostdevice.WithoutLegacy(d.Hardware)
	t.Step("transfers", func() { each(t, hw, file, virtio.Features{}, transfers) })
	t.Step("transfers with EVENT_IDX and ANY_LAYOUT", func() {
		each(t, hw, file, virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureAnyLayout), transfers)
	})
	t.Step("many requests", func() { each(t, hw, file, virtio.Features{}, many) })
	t.Step("many requests with EVENT_IDX", func() { each(t, hw, file, virtio.FeaturesOf(virtio.FeatureEventIdx), many) })
	t.Step("flush", func() { each(t, hw, file, virtio.FeaturesOf(virtioblk.FeatureFlush), flushed) })
}

// flushed writes, flushes and reads.
func flushed(r *rig) {
	r.need(virtioblk.FeatureFlush)
	r.write(20, 4)
	r.do(virtioblk.Request{Type: virtioblk.Flush}, virtioblk.OK)
	r.read(20, 4)
}

// exportedIndirect is indirect with such a device.
func exportedIndirect(t *run.T, d *vhostdevice.Device) {
	indirectOf(t, vhostdevice.WithoutLegacy(d.Hardware), openExport(t, vhostdevice.BackEnd))
}

// exportedIdx is eventIdx with such a device.
func exportedIdx(t *run.T, f *virtiopci.Function) {
	eventIdxOf(t, vhostdevice.WithoutLegacy(f.Virtio()), openExport(t, vhostdevice.BackEnd))
}

// exportedNoSuchQueue is noSuchQueue with such a device.
func exportedNoSuchQueue(t *run.T, f *virtiopci.Function) {
	noSuchQueueOf(t, vhostdevice.WithoutLegacy(f.Virtio()), openExport(t, vhostdevice.BackEnd))
}

// exportedHotPlug plugs in another device, which another daemon serves, uses both and
// unplugs it.
func exportedHotPlug(t *run.T, first *virtiopci.Function) {
	backend, err := t.Env.Backend(second)
	t.Must(err)
	file, other := openExport(t, vhostdevice.BackEnd), openExport(t, second)
	hw, bus := vhostdevice.WithoutLegacy(first.Virtio()), first.Device().Bus()
	t.Step("plugged in", func() {
		device, err := bus.Plug(t.Context(), hotplug.Device{
			Driver: vhostdevice.BlockPCIDriver.Name(),
			ID:     "plugged",
			Props:  []hotplug.Prop{hotplug.String("chardev", backend.ID)},
		})
		t.Must(err)
		plugged, err := virtiopci.New(t.Context(), device, vhostdevice.BlockPCIModel())
		t.Must(err)
		each(t, vhostdevice.WithoutLegacy(plugged.Virtio()), other, virtio.Features{}, transfers)
		each(t, hw, file, virtio.Features{}, transfers)
		t.Must(bus.Unplug(t.Context(), device))
		present, err := device.Present(t.Context())
		t.Must(err)
		if present {
			t.Fatalf("%v still answers after it was unplugged", device)
		}
	})
	t.Step("afterwards", func() { each(t, hw, file, virtio.Features{}, transfers) })
}

// exportedMultiqueue writes by one queue and reads by the others.
func exportedMultiqueue(t *run.T, f *virtiopci.Function) {
	file := openExport(t, vhostdevice.BackEnd)
	for _, transport := range vhostdevice.WithoutLegacy(f.Virtio()).TransportsT(t) {
		t.Step(transport.String(), func() {
			disks, err := virtioblk.OpenQueues(t.Context(), f.Virtio(), transport, virtio.FeaturesOf(virtioblk.FeatureMQ))
			t.Must(err)
			if len(disks) != queues {
				t.Fatalf("%v: num_queues = %d, want %d", disks[0].Device, len(disks), queues)
			}
			for i, disk := range disks {
				r := &rig{T: t, disk: disk, file: file, what: fmt.Sprintf("%v, queue %d", disk.Device, i)}
				r.write(uint64(100+10*i), 3)
				next := &rig{T: t, disk: disks[(i+1)%queues], file: file, what: fmt.Sprintf("%v, queue %d", disk.Device, (i+1)%queues)}
				next.read(uint64(100+10*i), 3)
			}
			t.Must(disks[0].Close(t.Context()))
		})
	}
	t.Must(file.Check())
}
