package graph_test

import (
	"slices"
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestHighRAM wants RAM above 4 GiB where the test asks for it and the machine can have it,
// and no other RAM is put in place.
func TestHighRAM(t *testing.T) {
	high := graph.RAMAbove4GiB(graph.HighRAM{
		Base: 1 << 32, Size: 1 << 20,
		Props:   []graph.Prop{graph.P("split", "on")},
		Options: []graph.Option{{Flag: "-m", Type: "2G"}},
	})
	for _, tc := range []struct {
		name    string
		machine []graph.EdgeOption
		test    []graph.TestOption
		want    bool
	}{
		{"asked for", []graph.EdgeOption{high}, []graph.TestOption{graph.AskHighRAM()}, true},
		{"not asked for", []graph.EdgeOption{high}, nil, false},
		{"not to be had", nil, []graph.TestOption{graph.AskHighRAM()}, false},
		{"other RAM", []graph.EdgeOption{high, graph.RAM(1 << 20)}, []graph.TestOption{graph.AskHighRAM(), graph.SharedRAM(graph.RAMFile)}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			graph.AddMachine(g, pc, onPC, tc.machine...)
			graph.Test(g, "pc-tests/nop", pc, func(*tester, *machine) {}, tc.test...)
			p, err := g.Lookup("x86_64/pc/pc-tests/nop")
			if err != nil {
				t.Fatal(err)
			}
			cmd, err := p.CommandLine()
			if err != nil {
				t.Fatal(err)
			}
			if got := cmd.HighRAM() != nil; got != tc.want {
				t.Errorf("HighRAM() is there: %t, want %t", got, tc.want)
			}
			args := cmd.Args()
			if got := slices.Contains(args, "2G") && slices.Contains(args, "pc,split=on"); got != tc.want {
				t.Errorf("the arguments %q have it: %t, want %t", args, got, tc.want)
			}
		})
	}
}
