package nodes_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/tools/build/nodes"
)

// TestGraph is where a node that does not fit is found first.
func TestGraph(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for range g.Paths() {
		return
	}
	t.Error("the graph has no path")
}

// TestGeneric holds that the tests of any machine and of the device in any slot are
// generic, and no others: coverage counts those apart.
func TestGeneric(t *testing.T) {
	g := nodes.New()
	seen := map[string]bool{} // tests
	for p := range g.Paths() {
		steps := p.Steps()
		from, test := steps[len(steps)-2].Name, steps[len(steps)-1].Name
		if seen[test] {
			continue
		}
		seen[test] = true
		if got, want := p.Generic(), from == guest.Interface.Name() || from == slot.Driver.Name(); got != want {
			t.Errorf("%s, a test of %s: generic: %t, want %t", test, from, got, want)
		}
	}
}
