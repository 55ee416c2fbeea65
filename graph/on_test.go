package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestOn limits a test to an architecture, a machine, a driver, and to a name that no path has.
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
		g := graph.New()
		register(g, nil, []graph.TestOption{graph.On(tc.on...)})
		listed := false
		for p := range g.Paths() {
			listed = listed || p.String() == path
		}
		_, err := g.Lookup(path)
		if found := err == nil; listed != tc.want || found != tc.want {
			t.Errorf("on %q: the path is listed: %t, found: %t; want %t", tc.on, listed, found, tc.want)
		}
	}
}
