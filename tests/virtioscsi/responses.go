package virtioscsi

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// responses sends requests that the host itself must answer, and changes units whose events
// must not come (section 5.6.6 "Device Operation"). It finds a host that transfers more than
// there is room for, does not know a control request, or sends events which the driver does
// not expect.
func responses(t *run.T, f *virtiopci.Function) {
	none := virtio.Features{}
	change := virtio.FeaturesOf(virtioscsi.FeatureChange)
	all := change.With(virtioscsi.FeatureHotplug)
	for _, s := range []struct {
		name     string
		features virtio.Features
		driver   string
		check    func(*rig, virtioscsi.Unit)
	}{
		{"buffers that are too small", none, "scsi-hd", smallBuffers},
		{"data both ways", none, "scsi-hd", bothWays},
		{"asynchronous notifications", none, "scsi-hd", notifications},
		{"events without HOTPLUG", change, "scsi-hd", quietPlug},
		{"events without CHANGE", none, "scsi-hd", quietResize},
		{"another medium of a CD drive", all, "scsi-cd", quietMedium},
	} {
		t.Step(s.name, func() {
			host, err := virtioscsi.Open(t.Context(), f.Virtio(), f.Virtio().ModernT(t), s.features)
			t.Must(err)
			defer func() { t.Must(host.Close(t.Context())) }()
			r := &rig{T: t, host: host}
			r.Must(host.Post(t.Context(), 8))
			r.plugAs(s.driver, 2, 3)
			defer r.unplug()
			unit := host.Unit(2, 3)
			if s.features == all {
				r.event(virtioscsi.Event{Type: virtioscsi.TransportReset, LUN: unit.LUN(), Reason: virtioscsi.ResetRescan})
				r.added(unit)
			} else {
				scsisuite.Ready(t, unit)
			}
			s.check(r, unit)
		})
	}
}

// smallBuffers transfers two blocks with room for one (section 5.6.6.1.1 "Device Requirements:
// Device Operation: Request Queues").
func smallBuffers(r *rig, unit virtioscsi.Unit) {
	const size = 512
	for _, cmd := range []scsi.Command{scsi.Read10(0, 2, size), scsi.Write10(0, 2, size)} {
		cmd.Length = size
		result, err := unit.Execute(r.Context(), cmd, make([]byte, size))
		if !errors.Is(err, virtioscsi.Overrun) {
			r.Errorf("%v: %v with %d bytes: got %v, %v, want %v", unit, cmd, size, result, err, virtioscsi.Overrun)
		}
	}
}

// bothWays sends a command with data both ways, without INOUT.
func bothWays(r *rig, unit virtioscsi.Unit) {
	const size = 16
	got, err := unit.BothWays(r.Context(), scsi.TestUnitReady().CDB, make([]byte, size), size)
	r.Must(err)
	if got != virtioscsi.Failure {
		r.Errorf("%v: a command with data both ways: response %v, want %v", unit, got, virtioscsi.Failure)
	}
}

// notifications asks for events of a unit, of which it has none that the driver did not ask for.
func notifications(r *rig, unit virtioscsi.Unit) {
	for _, subscribe := range []bool{false, true} {
		const mediaChange = 16 // VIRTIO_SCSI_EVT_ASYNC_MEDIA_CHANGE
		actual, response, err := unit.Notifications(r.Context(), subscribe, mediaChange)
		r.Must(err)
		if response != virtioscsi.OK || actual&^mediaChange != 0 {
			r.Errorf("%v: asynchronous notifications (subscribe %v): %v, events %#x, want %v, no others than %#x",
				unit, subscribe, response, actual, virtioscsi.OK, mediaChange)
		}
	}
}

// quiet checks that the device has sent no event. It has answered a command since the change
// that it might report.
func (r *rig) quiet() {
	r.Helper()
	n, err := r.host.Events.CountUsed(r.Context())
	r.Must(err)
	if n > 0 {
		event, err := r.host.WaitEvent(r.Context())
		r.Errorf("%v: got event %v of %v, reason %#x, %v, want none", r.host.Device, event.Type, event.LUN, event.Reason, err)
	}
}

// quietPlug unplugs the unit and plugs it in, of which a driver without HOTPLUG is not told
// (section 5.6.6.3.2 "Device Requirements: Device Operation: eventq").
func quietPlug(r *rig, unit virtioscsi.Unit) {
	r.unplug()
	r.plug(2, 3)
	scsisuite.Ready(r.T, unit)
	r.quiet()
}

// quietResize changes the size of the disk, of which a driver without CHANGE is not told.
func quietResize(r *rig, unit virtioscsi.Unit) {
	for _, size := range []int64{driveSize + 1<<20, driveSize} {
		r.setSize(size)
		r.attention(unit, capacityChanged)
		r.quiet()
	}
}

// quietMedium takes the medium out of the drive, which is no change of a parameter.
func quietMedium(r *rig, unit virtioscsi.Unit) {
	_, err := qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), "eject", qmp.Args{"id": plugged, "force": true})
	r.Must(err)
	result, err := unit.Execute(r.Context(), scsi.TestUnitReady(), nil)
	r.Must(err)
	if result.Status != scsi.CheckCondition {
		r.Errorf("%v: status %v without a medium, want %v", unit, result.Status, scsi.CheckCondition)
	}
	r.quiet()
}
