package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestOn limits a test, and a driver, to an architecture, a machine, a driver, and to a name that no path has.
func TestOn(t *testing.T) {
	for _, tc := range []struct {
		on   []string
		want bool
	}{
		{nil, true},
		{[]string{"x86_64"}, true},
		{[]string{"x86_64/pc"}, true},
		{[]string{"arm/virt", "e1000e"}, true},
		{[]string{"arm/virt"}, false},
		{[]string{"x86_64/p"}, false},
	} {
		limit := graph.On(tc.on...)
		limited(t, tc.on, nil, []graph.TestOption{limit}, tc.want)
		limited(t, tc.on, []graph.EdgeOption{limit}, nil, tc.want)
	}
}

func limited(t *testing.T, on []string, driver []graph.EdgeOption, test []graph.TestOption, want bool) {
	t.Helper()
	g := graph.New()
	register(g, driver, test)
	listed := false
	for p := range g.Paths() {
		listed = listed || p.String() == path
	}
	_, err := g.Lookup(path)
	if found := err == nil; listed != want || found != want {
		t.Errorf("on %q: the path is listed: %t, found: %t; want %t", on, listed, found, want)
	}
}
