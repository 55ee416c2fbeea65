package genericsuite

import (
	"errors"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/snapshot"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Reset writes all registers of a part of the machine and resets the machine: the
// registers must have the values that they had after power-on. Those that change by
// themselves are left out: they differ between two reads. What remains in known registers of
// a device has a step. The function ready, if not nil, has the part answer at its addresses
// after a reset, as firmware does.
func Reset(t *run.T, part string, ready func()) {
	if why, unsafe := unsafeReset(t); unsafe {
		t.Skip("QEMU may not survive a reset of the machine: ", why)
	}
	restart := func() {
		t.Helper()
		ResetMachine(t)
		if ready != nil {
			ready()
		}
	}
	restart()
	m, err := memmap.Read(t.Context(), t.QEMU().QMP())
	t.Must(err)
	ports := hasPorts(t)
	take := func() *snapshot.Snapshot {
		t.Helper()
		s, err := snapshot.Take(t.Context(), t.QEMU().Conn, m, snapshot.Options{Part: part, Ports: ports, Except: faultyWord()})
		t.Must(err)
		return s
	}
	before := take()
	unsteady := snapshot.Unsteady(before, take())
	_, err = sweep.Write(t.Context(), t.QEMU().Conn, m, sweep.Options{Part: part, Ports: ports, Except: faulty()})
	t.Must(err)
	written := snapshot.Compare(before, take(), unsteady)
	restart()
	left := snapshot.Compare(before, take(), unsteady)
	types := typesOf(t, append(slices.Clone(written), left...))
	known, others := sorted(allRemains(), written, left, types)
	for _, k := range known {
		t.Step(k.name, func() {
			for _, d := range k.left {
				t.Errorf("after a reset: %v", d)
			}
		})
	}
	for _, d := range others {
		t.Errorf("after a reset, of %s at %#x of %s: %v", types[pathOf(d.Range.Owner)], d.InRegion(), d.Range.Region, d)
	}
}

// found is what a reset leaves in the registers of a row.
type found struct {
	name string // of the row's deviation
	left []snapshot.Difference
}

// sorted returns what remains by the rows of the table that are deviations, and what is in no
// row. A row in which something always stays is left out if its registers were not written:
// nothing could remain. One whose registers are as they were has nothing left.
func sorted(rows []remain, written, left []snapshot.Difference, types map[string]string) (known []found, others []snapshot.Difference) {
	others = slices.Clone(left)
	for _, r := range rows {
		mine := r.matcher(types)
		if r.kind == stays && !slices.ContainsFunc(written, mine) {
			continue
		}
		k := found{name: r.name}
		for _, d := range others {
			if mine(d) {
				k.left = append(k.left, d)
			}
		}
		others = slices.DeleteFunc(others, mine)
		if r.kind == stays || r.kind == mayStay && len(k.left) > 0 {
			known = append(known, k)
		}
	}
	return known, others
}

// typesOf returns the types of the owners of registers, by their paths.
func typesOf(t *run.T, list []snapshot.Difference) map[string]string {
	t.Helper()
	types := map[string]string{}
	for _, d := range list {
		path := pathOf(d.Range.Owner)
		if _, known := types[path]; known || path == "" {
			continue
		}
		typ, err := qom.At(t.QEMU().QMP(), path).Text(t.Context(), "type")
		var refusal *qmp.Error
		if errors.As(err, &refusal) && refusal.Class == "DeviceNotFound" {
			err = nil // a board has given its device an id, and put it elsewhere
		}
		t.Must(err)
		types[path] = typ
	}
	return types
}

// pathOf returns the QOM path of an owner of a region, "" if it is not known.
func pathOf(o memmap.Owner) string {
	if o.ID != "" {
		return "/machine/peripheral/" + o.ID
	}
	return o.Path
}

// ResetMachine resets the machine, and waits until QEMU has done it.
func ResetMachine(t *run.T) {
	t.Helper()
	events := t.QEMU().QMP().Subscribe("RESET")
	defer events.Close()
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "system_reset", qmp.NoArgs{})
	t.Must(err)
	_, err = events.WaitEvent(t.Context(), "RESET", func(qmp.Event) bool { return true })
	t.Must(err)
}

// unsafeResets are the machines, by their types, whose reset ends QEMU at times, with the reason. A test that resets one would
// fail now and then, with no change in QEMU.
var unsafeResets = map[string]string{
	"boston-aia-machine": resetsProcessor,
	"boston-machine":     resetsProcessor,
}

const resetsProcessor = "the power controller resets the processor in the processor's own thread, while the machine is still in its reset: " +
	"about one of 200 resets fails an assertion of QEMU 11.1.2"

// unsafeReset reports whether the machine is one of [unsafeResets], and why.
func unsafeReset(t *run.T) (why string, unsafe bool) {
	t.Helper()
	machine, err := qom.At(t.QEMU().QMP(), "/machine").Text(t.Context(), "type")
	t.Must(err)
	why, unsafe = unsafeResets[machine]
	return why, unsafe
}
