package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

func TestGeneric(t *testing.T) {
	for name, opts := range map[string][]graph.TestOption{"by the manual": nil, "generic": {graph.Generic()}} {
		g := graph.New()
		register(g, nil, opts)
		p, err := g.Lookup(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := p.Generic(), name == "generic"; got != want {
			t.Errorf("the path of a test %s: Generic() = %t, want %t", name, got, want)
		}
	}
}
