package device

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// plug has the device that the command line has plugged in removed and plugged in again
// while the machine runs, where its bus allows that. Where it does not, QEMU must refuse,
// and the device must stay.
func plug(t *run.T, d *slot.Device) {
	t.Step("plugged in from the start", func() { present(t, d) })
	hot := t.Step("removed", func() { remove(t, d) })
	if !hot || exists(t, d) {
		return
	}
	t.Step("plugged in again", func() {
		add(t, d)
		present(t, d)
	})
	if exists(t, d) {
		t.Step("removed again", func() { remove(t, d) })
	}
}

// present checks that the device is there and realized.
func present(t *run.T, d *slot.Device) {
	t.Helper()
	object := qom.At(t.QEMU().QMP(), d.Path())
	typ, err := object.Text(t.Context(), "type")
	t.Must(err)
	realized, err := object.Bool(t.Context(), "realized")
	t.Must(err)
	if typ != d.Option.Type || !realized {
		t.Errorf("%s: type %q, realized %t; want %q, true", d.Path(), typ, realized, d.Option.Type)
	}
}

// exists reports whether the device is there.
func exists(t *run.T, d *slot.Device) bool {
	t.Helper()
	list, err := qom.At(t.QEMU().QMP(), "/machine/peripheral").Children(t.Context())
	t.Must(err)
	return slices.Contains(list, d.Option.ID)
}

// refusals are the reasons by which QEMU refuses to plug or unplug while the machine runs:
// of the bus, of the device and of the machine.
var refusals = []string{"does not support hotplugging", "not hotpluggable", "can not be hotplugged", "not support hotplug", "hotplug is not supported", "unplug is not supported", "not support hot-unplug", "cannot be unplugged"}

// refused reports whether QEMU refuses something for one of these reasons.
func refused(text string) bool {
	return slices.ContainsFunc(refusals, func(r string) bool { return strings.Contains(text, r) })
}

// patience is the time that QEMU has after a reset to report that it has completed a
// removal.
const patience = 2 * time.Second

// remove has the device removed. The guest's part is left out: a reset completes each
// removal (QEMU, QEMU QMP Reference Manual, device_del). A device that cannot be removed
// stays.
func remove(t *run.T, d *slot.Device) {
	t.Helper()
	monitor := t.QEMU().QMP()
	hotpluggable, err := qom.At(monitor, d.Path()).Bool(t.Context(), "hotpluggable")
	t.Must(err)
	events := monitor.Subscribe("DEVICE_DELETED")
	defer events.Close()
	resets := monitor.Subscribe("RESET")
	defer resets.Close()
	_, err = qmp.Execute[qmp.Empty](t.Context(), monitor, "device_del", qmp.Args{"id": d.Option.ID})
	said := (*qmp.Error)(nil)
	switch {
	case errors.As(err, &said) && refused(said.Error()):
		if !exists(t, d) {
			t.Errorf("device_del was refused (%v), but the device is gone", said)
		}
		return
	case err != nil:
		t.Fatalf("device_del: %v, want no error, or one that says that this cannot be removed", err)
	case !hotpluggable:
		t.Errorf("device_del was accepted, but the device says that it is not hotpluggable")
	}
	if exists(t, d) {
		_, err = qmp.Execute[qmp.Empty](t.Context(), monitor, "system_reset", qmp.Args{})
		t.Must(err)
		_, err = resets.WaitEvent(t.Context(), "RESET", func(qmp.Event) bool { return true })
		t.Must(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err = events.WaitEvent(ctx, "DEVICE_DELETED", func(e qmp.Event) bool {
		deleted, err := qmp.DecodeEvent[hotplug.Deleted](e)
		return err == nil && deleted.ID == d.Option.ID
	})
	t.Must(err)
}

// add plugs the device in with the same properties. QEMU gives back some time after DEVICE_DELETED what the device before had in
// use, in a thread of its own.
func add(t *run.T, d *slot.Device) {
	t.Helper()
	_, argument, _ := strings.Cut(strings.Join(d.Option.Args(), " "), " ")
	var said string
	err := d.Machine.Await(t.Context(), "what the device that was removed had in use", func(ctx context.Context) (_ bool, err error) {
		said, err = t.QEMU().QMP().HMP(ctx, "device_add "+argument)
		return !strings.Contains(said, "already in use"), err
	})
	if said != "" {
		t.Fatalf("device_add %s: %s", argument, said)
	}
	t.Must(err)
}
