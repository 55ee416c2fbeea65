package genericsuite

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/snapshot"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Reset writes all registers of a part of the machine and resets the machine: the
// registers must have the values that they had after power-on. Those that change by
// themselves are left out: they differ between two reads.
func Reset(t *run.T, part string) {
	m, err := memmap.Read(t.Context(), t.QEMU().QMP())
	t.Must(err)
	take := func() *snapshot.Snapshot {
		t.Helper()
		s, err := snapshot.Take(t.Context(), t.QEMU().Conn, m, snapshot.Options{Part: part, Ports: hasPorts(t)})
		t.Must(err)
		return s
	}
	reset(t)
	before := take()
	unsteady := snapshot.Unsteady(before, take())
	_, err = sweep.Write(t.Context(), t.QEMU().Conn, m, sweep.Options{Part: part, Ports: hasPorts(t)})
	t.Must(err)
	reset(t)
	for _, d := range snapshot.Compare(before, take(), unsteady) {
		t.Errorf("after a reset: %v", d)
	}
}

// reset resets the machine, and waits until QEMU has done it.
func reset(t *run.T) {
	t.Helper()
	events := t.QEMU().QMP().Subscribe("RESET")
	defer events.Close()
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "system_reset", qmp.NoArgs{})
	t.Must(err)
	_, err = events.WaitEvent(t.Context(), "RESET", func(qmp.Event) bool { return true })
	t.Must(err)
}
