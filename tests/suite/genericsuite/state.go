package genericsuite

import (
	"errors"
	"io"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The steps of State.
const (
	stepSave       = "save"
	stepMove       = "move"
	stepDescribed  = stepMove + " / described"
	stepProcessors = stepMove + " / processors"
	stepDevices    = stepMove + " / devices"
)

// State saves the machine, and then moves it to a second QEMU: the state that this one saves must be as it describes itself, and field by field
// the one that the second saves again. A machine that QEMU says it cannot move must not be moved, and for a reason of the table
// of [Unmovable].
func State(t *run.T, second *run.Env) {
	blockers, err := t.QEMU().Blockers(t.Context())
	t.Must(err)
	saved := t.Step(stepSave, func() {
		if len(blockers) > 0 {
			refusal(t, blockers)
			return
		}
		t.Must(t.QEMU().Save(t.Context(), io.Discard))
	})
	if !saved {
		return
	}
	t.Step(stepMove, func() {
		if len(blockers) > 0 {
			t.Skip("QEMU cannot move the machine: ", blockers)
		}
		move(t, second)
	})
}

// move moves the machine, and compares the states before and after.
func move(t *run.T, second *run.Env) {
	before, after, err := vmstate.RoundTrip(t.Context(), t.Env, second)
	if before == nil || after == nil {
		t.Fatal(err)
	}
	t.Logf("the state has %v", before)
	t.Step("described", func() { t.Must(err) })
	var memory, processors, devices []vmstate.Difference
	for _, d := range vmstate.Compare(before, after) {
		switch d.Device {
		case "ram":
			memory = append(memory, d)
		case "cpu", "cpu_common":
			processors = append(processors, d)
		default:
			devices = append(devices, d)
		}
	}
	for _, part := range []struct {
		name string
		list []vmstate.Difference
	}{{"memory", memory}, {"processors", processors}, {"devices", devices}} {
		t.Step(part.name, func() {
			for _, d := range part.list {
				t.Errorf("the state was moved, and %v", d)
			}
		})
	}
}

// refusal checks that QEMU refuses to save the machine, for reasons that are right.
func refusal(t *run.T, blockers []string) {
	target, err := qmp.Execute[struct {
		Arch string `json:"arch"`
	}](t.Context(), t.QEMU().QMP(), "query-target", qmp.NoArgs{})
	t.Must(err)
	for _, b := range blockers {
		why, ok := Unmovable(target.Arch, b)
		if !ok {
			t.Errorf("QEMU cannot move the machine: %s; want a reason of the table of those that cannot be moved", b)
			continue
		}
		t.Logf("%s: %s", b, why)
	}
	var refused *qmp.Error
	if err := t.QEMU().Save(t.Context(), io.Discard); !errors.As(err, &refused) {
		t.Errorf("QEMU cannot move the machine (%q), and saved it: %v; want an error", blockers, err)
	}
}
