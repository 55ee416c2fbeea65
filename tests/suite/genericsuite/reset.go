package genericsuite

import (
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
	for _, r := range allRemains() {
		if !slices.ContainsFunc(written, func(d snapshot.Difference) bool { return r.has(d, types) }) {
			continue // not written, or not there
		}
		var mine []snapshot.Difference
		left = slices.DeleteFunc(left, func(d snapshot.Difference) bool {
			has := r.has(d, types)
			if has {
				mine = append(mine, d)
			}
			return has
		})
		if r.right {
			continue
		}
		t.Step(r.name, func() {
			for _, d := range mine {
				t.Errorf("after a reset: %v", d)
			}
		})
	}
	for _, d := range left {
		t.Errorf("after a reset, of %s: %v", types[pathOf(d.Range.Owner)], d)
	}
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
