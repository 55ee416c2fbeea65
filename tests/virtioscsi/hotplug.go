package virtioscsi

import (
	"errors"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tests/suite/scsisuite"
)

// hotPlug plugs disks in and unplugs them. It finds a host that does not notify
// its driver, loses the event, still answers for an unplugged disk, or mixes up
// units.
func hotPlug(t *run.T, hw *virtio.Hardware) {
	file := openFile(t, 512)
	t.Step("disk", func() {
		each(t, hw, file, func(r *rig) {
			unit := r.host.Unit(2, 3)
			r.absent(unit)
			r.Must(r.host.Post(r.Context(), 8))
			r.plug(2, 3)
			r.event(virtioscsi.Event{Type: virtioscsi.TransportReset, LUN: unit.LUN(), Reason: virtioscsi.ResetRescan})
			r.added(unit)
			scsisuite.Medium(t, unit, file)
			scsisuite.Transfers(t, unit, file)
			last := file.Blocks() - 1
			r.refused(unit, scsi.LBAOutOfRange,
				scsi.Read10(uint32(last)+1, 1, 512), scsi.Read16(last, 2, 512), scsi.Write10(uint32(last), 2, 512), scsi.Write16(1<<63, 1, 512))
			r.refused(unit, scsi.InvalidOperationCode, scsi.Command{CDB: []byte{0xff, 0, 0, 0, 0, 0}})
			r.refused(unit, scsi.InvalidFieldInCDB, scsi.InquiryPage(0x7f, 64))
			r.units(unit)
			r.tasks(unit)
			r.absent(r.host.Unit(1, 3))

			r.resize(unit)
			r.unplug()
			r.event(virtioscsi.Event{Type: virtioscsi.TransportReset, LUN: unit.LUN(), Reason: virtioscsi.ResetRemoved})
			r.absent(unit)
		})
	})
	t.Step("event without a buffer", func() {
		each(t, hw, file, func(r *rig) {
			unit := r.host.Unit(7, 0)
			r.plug(7, 0) // without a buffer for the event
			r.Must(r.host.Post(r.Context(), 2))
			r.event(virtioscsi.Event{Type: virtioscsi.NoEvent | virtioscsi.EventsMissed})
			r.added(unit)
			r.unplug()
			r.event(virtioscsi.Event{Type: virtioscsi.TransportReset, LUN: unit.LUN(), Reason: virtioscsi.ResetRemoved})
		})
	})
}

// plugged is the id of the plugged-in disk.
const plugged = "plugged"

func (r *rig) plug(target, lun int64) {
	r.Helper()
	r.plugAs("scsi-hd", target, lun)
}

func (r *rig) plugAs(driver string, target, lun int64) {
	r.Helper()
	backend, err := r.Env.Backend(disk)
	r.Must(err)
	r.Must(hotplug.Add(r.Context(), r.QEMU().QMP(), hotplug.Device{Driver: driver, ID: plugged, Props: []hotplug.Prop{
		hotplug.String("drive", backend.ID), hotplug.Int("scsi-id", target), hotplug.Int("lun", lun),
	}}))
}

func (r *rig) unplug() {
	r.Helper()
	r.Must(hotplug.Remove(r.Context(), r.QEMU().QMP(), plugged, nil))
}

// added checks that a new unit reports its power-on, then the change of the
// target's units, and is then ready.
func (r *rig) added(unit virtioscsi.Unit) {
	r.Helper()
	const unitsChanged scsi.Additional = 0x3f0e
	r.attention(unit, scsi.PowerOnReset)
	r.attention(unit, unitsChanged)
	_, err := scsi.Do(r.Context(), unit, scsi.TestUnitReady(), nil)
	r.Must(err)
}

// attention sends a command that must end with a unit attention condition.
func (r *rig) attention(unit virtioscsi.Unit, want scsi.Additional) {
	r.Helper()
	result, err := unit.Execute(r.Context(), scsi.TestUnitReady(), nil)
	r.Must(err)
	if result.Sense.Key() != scsi.UnitAttention || result.Sense.Additional() != want {
		r.Errorf("%v: got %v: %v, %#04x; want %v, %#04x", unit, result.Status, result.Sense.Key(), uint16(result.Sense.Additional()),
			scsi.UnitAttention, uint16(want))
	}
}

// absent checks that the target does not exist.
func (r *rig) absent(unit virtioscsi.Unit) {
	r.Helper()
	if _, err := unit.Execute(r.Context(), scsi.TestUnitReady(), nil); !errors.Is(err, virtioscsi.BadTarget) {
		r.Errorf("nonexistent %v: got %v, want %v", unit, err, virtioscsi.BadTarget)
	}
	if got, err := unit.Task(r.Context(), virtioscsi.LogicalUnitReset, 0); err != nil || got != virtioscsi.BadTarget {
		r.Errorf("nonexistent %v: reset: got %v, %v, want %v", unit, got, err, virtioscsi.BadTarget)
	}
}

// units compares the target's logical units, and sends a command to a nonexistent
// one.
func (r *rig) units(unit virtioscsi.Unit) {
	r.Helper()
	got, err := scsi.LUNs(r.Context(), r.host.Unit(2, 0), 0) // the target answers for the nonexistent unit
	r.Must(err)
	if diff := cmp.Diff([]uint64{0, 3 << 48}, got); diff != "" {
		r.Errorf("%v: REPORT LUNS mismatch (-want +got):\n%s", unit, diff)
	}
	other := r.host.Unit(2, 5)
	result, err := other.Execute(r.Context(), scsi.TestUnitReady(), nil)
	r.Must(err)
	if !errors.Is(result.Err(), scsi.LogicalUnitNotThere) {
		r.Errorf("nonexistent %v: got %v, want %v", other, result.Err(), scsi.LogicalUnitNotThere)
	}
}

// tasks sends the task management functions to a unit without tasks.
func (r *rig) tasks(unit virtioscsi.Unit) {
	r.Helper()
	for _, tc := range []struct {
		function virtioscsi.TaskFunction
		want     virtioscsi.Response
	}{
		{virtioscsi.AbortTask, virtioscsi.OK},
		{virtioscsi.AbortTaskSet, virtioscsi.OK},
		{virtioscsi.ClearTaskSet, virtioscsi.OK},
		{virtioscsi.QueryTask, virtioscsi.OK},
		{virtioscsi.QueryTaskSet, virtioscsi.OK},
		{virtioscsi.ClearACA, virtioscsi.FunctionRejected},
		{99, virtioscsi.FunctionRejected},
		{virtioscsi.NexusReset, virtioscsi.OK},
		{virtioscsi.LogicalUnitReset, virtioscsi.OK},
	} {
		got, err := unit.Task(r.Context(), tc.function, 1)
		r.Must(err)
		if got != tc.want {
			r.Errorf("%v: task management function %d: got %v, want %v", unit, tc.function, got, tc.want)
		}
	}
	for _, f := range []virtioscsi.TaskFunction{virtioscsi.AbortTask, virtioscsi.QueryTaskSet, virtioscsi.LogicalUnitReset} {
		got, err := r.host.Unit(2, 5).Task(r.Context(), f, 1)
		r.Must(err)
		if got != virtioscsi.IncorrectLUN {
			r.Errorf("task management function %d of a nonexistent unit: got %v, want %v", f, got, virtioscsi.IncorrectLUN)
		}
	}
	scsisuite.Ready(r.T, unit) // it reports the reset
}

// capacityChanged is the unit attention for another size of the disk (SPC-4, annex F.2
// "Additional sense codes").
const capacityChanged scsi.Additional = 0x2a09

// sizeEvent is the event for another size of the disk.
func sizeEvent(unit virtioscsi.Unit) virtioscsi.Event {
	return virtioscsi.Event{Type: virtioscsi.ParamChange, LUN: unit.LUN(), Reason: uint32(capacityChanged>>8 | capacityChanged&0xff<<8)}
}

// resize changes the size of the disk, which the event and a unit attention report.
func (r *rig) resize(unit virtioscsi.Unit) {
	r.Helper()
	for _, size := range []int64{driveSize + 1<<20, driveSize} {
		r.setSize(size)
		r.event(sizeEvent(unit))
		r.attention(unit, capacityChanged)
		r.capacity(unit, size)
	}
}

// setSize changes the size of the disk.
func (r *rig) setSize(size int64) {
	r.Helper()
	backend, err := r.Env.Backend(disk)
	r.Must(err)
	type arguments struct {
		Node string `json:"node-name"`
		Size int64  `json:"size"` // bytes
	}
	_, err = qmp.Execute[qmp.Empty](r.Context(), r.QEMU().QMP(), "block_resize", arguments{backend.ID, size})
	r.Must(err)
}

// capacity compares the size that the disk reports.
func (r *rig) capacity(unit virtioscsi.Unit, size int64) {
	r.Helper()
	got, err := scsi.Capacity(r.Context(), unit)
	r.Must(err)
	if want := (scsi.Medium{Blocks: uint64(size) / 512, BlockSize: 512}); got != want {
		r.Errorf("%v: READ CAPACITY after the resize: got %+v, want %+v", unit, got, want)
	}
}
