package virtioscsi

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// migrate moves the machine while a command has ended and another waits for its
// notification, while an event and a unit attention wait, and after an event without a
// buffer. It finds a device that loses one of them, or its place in a ring.
func migrate(t *run.T, hw *virtio.Hardware, second run.Instance[*virtio.Hardware]) {
	const larger = driveSize + 1<<20
	file := openFile(t, 512)
	transports := hw.TransportsT(t)
	with(t, hw, transports[len(transports)-1], file, func(r *rig) {
		unit := r.host.Unit(target, 0)
		scsisuite.Ready(t, unit)
		scsisuite.Write(t, unit, file, scsi.Write10(7, 3, 512), 7, 3)
		r.Must(r.host.Post(r.Context(), 1))
		done, err := unit.Add(scsi.Read10(6, 5, 512), nil)
		r.Must(err)
		r.Must(r.host.Requests.Kick(r.Context()))
		r.Must(r.host.Requests.AwaitUsed(r.Context(), 1))
		r.setSize(larger)
		r.Must(r.host.Events.AwaitUsed(r.Context(), 1))
		r.setSize(driveSize) // without a buffer for the event
		waiting, err := unit.Add(scsi.Inquiry(36), nil)
		r.Must(err)
		r.Must(r.host.Requests.Publish(r.Context()))

		r.Must(t.Env.Migrate(r.Context(), second.Env, nil))

		r.configuration()
		result, err := done.Wait(r.Context())
		r.Must(err)
		r.Must(file.Compare(6, result.In))
		r.event(sizeEvent(unit))
		r.Must(r.host.Requests.Notify(r.Context()))
		result, err = waiting.Wait(r.Context())
		r.Must(err)
		if vendor := scsi.InquiryData(result.In).Vendor(); vendor != "QEMU" {
			r.Errorf("%v: INQUIRY that waited for its notification: vendor %q, want QEMU", unit, vendor)
		}
		r.attention(unit, capacityChanged)
		r.capacity(unit, driveSize)
		scsisuite.Write(t, unit, file, scsi.Write10(100, 9, 512), 100, 9)
		scsisuite.Read(t, unit, file, scsi.Read10(99, 11, 512), 99)
		got, err := unit.Task(r.Context(), virtioscsi.QueryTask, 1)
		r.Must(err)
		if got != virtioscsi.OK {
			r.Errorf("%v: QUERY TASK after the migration: %v, want %v", unit, got, virtioscsi.OK)
		}
		r.Must(r.host.Post(r.Context(), 2))
		t.Step("missed event", func() {
			r.setSize(larger)
			event, err := r.host.WaitEvent(r.Context())
			r.Must(err)
			if event.Type&virtioscsi.EventsMissed == 0 {
				r.Errorf("%v: the first event after one without a buffer is %v, want %v set", r.host.Device, event.Type, virtioscsi.EventsMissed)
			}
		})
		r.setSize(driveSize)
	})
}
