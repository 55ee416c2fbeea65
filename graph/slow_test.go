package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestSlowBeside has a test that is slow on all machines but those named.
func TestSlowBeside(t *testing.T) {
	for machine, want := range map[string]bool{"x86_64/pc": false, "arm/virt": true} {
		g := graph.New()
		register(g, nil, []graph.TestOption{graph.SlowBeside(machine)})
		p, err := g.Lookup(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Slow(); got != want {
			t.Errorf("the path on x86_64/pc of a test that is slow beside %s: Slow() = %t, want %t", machine, got, want)
		}
	}
}
