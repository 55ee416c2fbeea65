package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// TestComplaints has complaints that a machine, an edge and a test declare.
func TestComplaints(t *testing.T) {
	declared := func(text string) graph.Complaint {
		return graph.Complaint{Kind: graph.ErrorMessage, Text: text, Why: "It is so."}
	}
	g := graph.New()
	m := graph.NewMachine[*machine]("arm/virt")
	graph.AddMachine(g, m, onPC, graph.Allows(declared("machine")))
	graph.Contains(g, m, host, hostOf, graph.Allows(declared("edge"), declared("edge too")))
	graph.Test(g, "bus-tests/test", host, func(*tester, *bus) {}, graph.Allows(declared("test")), graph.Expects(declared("must come")))
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	p, err := g.Lookup("arm/virt/" + host.Name() + "/bus-tests/test")
	if err != nil {
		t.Fatal(err)
	}
	want := []graph.Complaint{declared("machine"), declared("edge"), declared("edge too"), declared("test"), declared("must come")}
	if diff := cmp.Diff(want, p.Allowed()); diff != "" {
		t.Errorf("Allowed() mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[4:], p.Expected()); diff != "" {
		t.Errorf("Expected() mismatch (-want +got):\n%s", diff)
	}
}
