package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestSlowBeside has a test, and a driver, that is slow on all machines but those named.
func TestSlowBeside(t *testing.T) {
	for _, tc := range []struct {
		test, driver string
		want         bool
	}{
		{"x86_64/pc", "x86_64/pc", false},
		{"arm/virt", "x86_64/pc", true},
		{"x86_64/pc", "arm/virt", true},
	} {
		g := graph.New()
		register(g, []graph.EdgeOption{graph.SlowBeside(tc.driver)}, []graph.TestOption{graph.SlowBeside(tc.test)})
		p, err := g.Lookup(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Slow(); got != tc.want {
			t.Errorf("the path on x86_64/pc of a test that is slow beside %s, of a driver beside %s: Slow() = %t, want %t", tc.test, tc.driver, got, tc.want)
		}
	}
}

// TestSlowBut has a driver behind which all tests are slow but for those named.
func TestSlowBut(t *testing.T) {
	for _, tc := range []struct {
		but  []string
		want bool
	}{
		{nil, false},
		{[]string{"e1000e-tests/tx"}, false},
		{[]string{"e1000e-tests"}, false},
		{[]string{"e1000e"}, false},
		{[]string{"e1000e-tests/rx"}, true},
		{[]string{"e1000e-tests/rx", "e1000e-tests/tx"}, false},
	} {
		g := graph.New()
		register(g, []graph.EdgeOption{graph.SlowBut(tc.but...)}, nil)
		p, err := g.Lookup(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Slow(); got != tc.want {
			t.Errorf("the path of %s through an edge that is slow but for %q: Slow() = %t, want %t", p.TestName(), tc.but, got, tc.want)
		}
	}
}
