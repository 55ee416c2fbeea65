package graph_test

import (
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestGiven wants the package of a type, also behind a pointer.
func TestGiven(t *testing.T) {
	g := graph.New()
	register(g, nil, nil)
	text := graph.NewInterface[string]("text")
	graph.Produces(g, host, text, func(*bus) string { return "" })
	graph.Test(g, "text-tests/nop", text, func(*tester, string) {})
	for name, want := range map[string]string{path: "github.com/qgraph/qgraph/graph_test", "x86_64/pc/host/text/text-tests/nop": ""} {
		p, err := g.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Given(); got != want {
			t.Errorf("%s: Given() = %q, want %q", name, got, want)
		}
	}
}
