package graph_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// withDeadEnd is the graph of [register] with a driver that no test follows, and
// a machine that only an edge names.
func withDeadEnd() *graph.Graph {
	g := graph.New()
	register(g, nil, []graph.TestOption{graph.Slow()})
	graph.Consumes(g, graph.NewDriver[*nic]("idle"), pciBus, newNIC)
	graph.Contains(g, graph.NewMachine[*machine]("arm/virt"), host, hostOf)
	return g
}

func TestFollow(t *testing.T) {
	g := withDeadEnd()
	for _, tc := range []struct {
		name    string
		reached string // the steps' elements
		rest    string
		next    string
	}{
		{"", "", "", "x86_64/pc"},
		{"x86_64", "", "x86_64", "x86_64/pc"},
		{"arm/virt/host", "", "arm/virt/host", "x86_64/pc"},
		{"x86_64/pc", "x86_64/pc", "", "host"},
		{"x86_64/pcx/host", "", "x86_64/pcx/host", "x86_64/pc"},
		{"x86_64/pc/ho", "x86_64/pc", "ho", "host"},
		{"x86_64/pc/host/pci-bus/", "x86_64/pc host pci-bus", "", "e1000e"},
		{"x86_64/pc/host/pci-bus/idle", "x86_64/pc host pci-bus idle", "", ""},
		{"x86_64/pc/host/pci-bus/e1000/e1000-tests/tx", "x86_64/pc host pci-bus", "e1000/e1000-tests/tx", "e1000e"},
		{"x86_64/pc/host/pci-bus/e1000e/e1000e-tests/t", "x86_64/pc host pci-bus e1000e", "e1000e-tests/t", "e1000e-tests/tx"},
		{path, "x86_64/pc host pci-bus e1000e e1000e-tests/tx", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			prefix := g.Follow(tc.name)
			var reached []string
			for _, s := range prefix.Steps {
				reached = append(reached, s.As)
			}
			got := []string{strings.Join(reached, " "), prefix.Rest, strings.Join(prefix.Next, " ")}
			if diff := cmp.Diff([]string{tc.reached, tc.rest, tc.next}, got); diff != "" {
				t.Errorf("reached, rest, next mismatch (-want +got):\n%s", diff)
			}
		})
	}
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Steps(), g.Follow(path).Steps); diff != "" {
		t.Errorf("steps of a whole path mismatch (-Lookup +Follow):\n%s", diff)
	}
}

func TestNodes(t *testing.T) {
	want := []graph.Node{
		{Kind: graph.KindMachine, Name: "arm/virt", To: []string{"host"}},
		{Kind: graph.KindMachine, Name: "x86_64/pc", To: []string{"host"}, Registered: true},
		{Kind: graph.KindDriver, Name: "e1000e", From: []string{"pci-bus"}, To: []string{"e1000e-tests/tx"}, Registered: true},
		{Kind: graph.KindDriver, Name: "host", From: []string{"arm/virt", "x86_64/pc"}, To: []string{"pci-bus"}, Registered: true},
		{Kind: graph.KindDriver, Name: "idle", From: []string{"pci-bus"}, Registered: true},
		{Kind: graph.KindInterface, Name: "pci-bus", From: []string{"host"}, To: []string{"e1000e", "idle"}, Registered: true},
		{Kind: graph.KindTest, Name: "e1000e-tests/tx", From: []string{"e1000e"}, Registered: true, Slow: true},
	}
	if diff := cmp.Diff(want, withDeadEnd().Nodes()); diff != "" {
		t.Errorf("nodes mismatch (-want +got):\n%s", diff)
	}
}
