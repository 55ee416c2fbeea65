package genericsuite

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
)

// State moves the machine to a second QEMU: the state that this one saves must be, field
// by field, the one that it was given.
func State(t *run.T, second *run.Env) {
	before, after, err := vmstate.RoundTrip(t.Context(), t.Env, second)
	t.Must(err)
	t.Logf("the state has %v", before)
	for _, d := range vmstate.Compare(before, after) {
		t.Errorf("the state was moved, and %v", d)
	}
}
