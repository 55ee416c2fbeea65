package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// pairOf returns the path of a test of two QEMUs on a machine with these options.
func pairOf(t *testing.T, machine []graph.EdgeOption, edge []graph.EdgeOption, test ...graph.TestOption) graph.Path {
	t.Helper()
	g := graph.New()
	graph.AddMachine(g, pc, onPC, append(machine, graph.Before(graph.Option{Flag: "-cpu", Type: "max"}))...)
	graph.Contains(g, pc, host, hostOf)
	graph.ProducesItself(g, host, pciBus)
	graph.Consumes(g, e1000e, pciBus, newNIC, edge...)
	graph.Pair(g, "e1000e-tests/migrate", e1000e, func(*tester, *nic, graph.Instance[*nic, *env]) {}, test...)
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	for p := range g.Paths() {
		return p
	}
	t.Fatal("the graph has no path")
	return graph.Path{}
}

// has returns a QEMU with the machines.
func has(version string, machines ...string) *graph.Inventory {
	machines = append(machines, "pc")
	slices.Sort(machines)
	return &graph.Inventory{Arch: "x86_64", Version: version, Machines: machines, Devices: []string{"e1000e"}}
}

// TestBetween checks which version of a machine two QEMUs take, and why they take none.
func TestBetween(t *testing.T) {
	old := has("10.0.13", "pc-i440fx-10.0", "pc-i440fx-7.2", "pc-i440fx-9.2")
	for _, tc := range []struct {
		name          string
		family        string
		first, second *graph.Inventory
		want, err     string
	}{
		{"newest by number", "pc-i440fx", old, has("11.1.2", "pc-i440fx-10.0", "pc-i440fx-11.1", "pc-i440fx-9.2"), "pc-i440fx-10.0", ""},
		{"back", "pc-i440fx", has("11.1.2", "pc-i440fx-10.0", "pc-i440fx-11.1"), old, "pc-i440fx-10.0", ""},
		{"no number", "pc-i440fx", has("1", "pc-i440fx-2.12-sxxm", "pc-i440fx-2.1"), has("2", "pc-i440fx-2.1", "pc-i440fx-2.12-sxxm"), "pc-i440fx-2.1", ""},
		{"none in common", "pc-i440fx", old, has("12.0", "pc-i440fx-12.0"), "",
			`x86_64/pc: qemu-system-x86_64 10.0.13 and qemu-system-x86_64 12.0 have no version of "pc-i440fx" in common`},
		{"no versions", "", old, old, "", "x86_64/pc: it has no versions, so that of another QEMU may be another machine"},
		{"no first", "pc-i440fx", nil, old, "", "x86_64/pc: there is no qemu-system-x86_64"},
		{"no second", "pc-i440fx", old, nil, "", "x86_64/pc: the second QEMU: there is no qemu-system-x86_64"},
		{"the second lacks the device", "pc-i440fx", old, &graph.Inventory{Arch: "x86_64", Version: "9", Machines: old.Machines}, "",
			`e1000e: the second QEMU: qemu-system-x86_64 9 has no device "e1000e"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := pairOf(t, []graph.EdgeOption{graph.Versions(tc.family)}, nil)
			got, err := p.Between(tc.first, tc.second)
			var said string
			if err != nil {
				said = err.Error()
			}
			if got != tc.want || said != tc.err {
				t.Errorf("Between = %q, %q; want %q, %q", got, said, tc.want, tc.err)
			}
		})
	}
}

// TestPin puts a version in the place of the machine, and what all versions have in the
// places of what differs.
func TestPin(t *testing.T) {
	p := pairOf(t, []graph.EdgeOption{graph.Versions("pc-i440fx", graph.Option{Flag: "-cpu", Type: "qemu64"})}, nil,
		graph.After(graph.Option{Flag: "-cpu", Type: "max"})) // the test's own
	line, err := p.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		line *graph.CommandLine
		want string
	}{
		{line, "-cpu max -M pc -device e1000e,id=e1000e -cpu max"},
		{line.Pin("pc-i440fx-10.0"), "-cpu qemu64 -M pc-i440fx-10.0 -device e1000e,id=e1000e -cpu max"},
	} {
		if diff := cmp.Diff(tc.want, strings.Join(tc.line.Args(), " ")); diff != "" {
			t.Errorf("command line mismatch (-want +got):\n%s", diff)
		}
	}
	if got, want := line.Pin("pc-i440fx-7.2").MachineVersion(), (graph.Version{Major: 7, Minor: 2}); got != want {
		t.Errorf("the version of the machine is %v, want %v", got, want)
	}
	if got := line.MachineVersion(); got != (graph.Version{}) {
		t.Errorf("the version of a machine that is not pinned is %v, want none", got)
	}
}
