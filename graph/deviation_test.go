package graph_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// late is a deviation of a part of e1000e-tests/tx.
func late(d graph.Deviation) graph.Deviation {
	d.Does, d.Says = "It is late.", "It is in time."
	return graph.Deviates("e1000e-late", d)
}

func clause() graph.Clause { return graph.NewClause("Manual, section 1") }

// TestDeviations checks which deviations a path has.
func TestDeviations(t *testing.T) {
	whole, step := graph.Place{Test: "e1000e-tests/tx"}, graph.Place{Test: "e1000e-tests/tx", Step: "burst / 2"}
	for _, tc := range []struct {
		name    string
		d       graph.Deviation
		version graph.Version
		want    []graph.Place // nil: the path does not have it
	}{
		{"always", graph.Deviation{}, graph.Version{Major: 7}, []graph.Place{whole}},
		{"in a step", graph.Deviation{In: []graph.Place{{Step: "burst / 2"}}}, graph.Version{}, []graph.Place{step}},
		{"in a step of the test", graph.Deviation{In: []graph.Place{step, {Test: "e1000e-tests/rx"}}}, graph.Version{}, []graph.Place{step}},
		{"in another test", graph.Deviation{In: []graph.Place{{Test: "e1000e-tests/rx"}}}, graph.Version{}, nil},
		{"on the architecture", graph.Deviation{On: []string{"arm", "x86_64"}}, graph.Version{}, []graph.Place{whole}},
		{"on the machine", graph.Deviation{On: []string{"x86_64/pc"}}, graph.Version{}, []graph.Place{whole}},
		{"on a node", graph.Deviation{On: []string{"pci-bus"}}, graph.Version{}, []graph.Place{whole}},
		{"but on another machine", graph.Deviation{On: []string{"x86_64"}, Except: []string{"x86_64/q35"}}, graph.Version{}, []graph.Place{whole}},
		{"but on the machine", graph.Deviation{On: []string{"x86_64"}, Except: []string{"x86_64/pc"}}, graph.Version{}, nil},
		{"on other nodes", graph.Deviation{On: []string{"arm", "x86_64/q35", "igb"}}, graph.Version{}, nil},
		{"before its first version", graph.Deviation{QEMU: []graph.VersionRange{{Since: "10.0"}}}, graph.Version{Major: 7, Minor: 2, Micro: 22}, nil},
		{"on its first version", graph.Deviation{QEMU: []graph.VersionRange{{Since: "10.0"}}}, graph.Version{Major: 10}, []graph.Place{whole}},
		{"on its last version", graph.Deviation{QEMU: []graph.VersionRange{{Until: "11.2"}}}, graph.Version{Major: 11, Minor: 1, Micro: 50}, []graph.Place{whole}},
		{"after its last version", graph.Deviation{QEMU: []graph.VersionRange{{Until: "11.2"}}}, graph.Version{Major: 11, Minor: 2}, nil},
		{
			"between two ranges", graph.Deviation{QEMU: []graph.VersionRange{{Until: "10.0.14"}, {Since: "10.1", Until: "11.2"}}},
			graph.Version{Major: 10, Minor: 0, Micro: 14}, nil,
		},
		{
			"in the second range", graph.Deviation{QEMU: []graph.VersionRange{{Until: "10.0.14"}, {Since: "10.1", Until: "11.2"}}},
			graph.Version{Major: 10, Minor: 1}, []graph.Place{whole},
		},
		{"version not known", graph.Deviation{QEMU: []graph.VersionRange{{Since: "10.0"}}}, graph.Version{}, []graph.Place{whole}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			register(g, nil, []graph.TestOption{graph.Known(late(tc.d))})
			var got []graph.Place
			for p := range g.Paths() {
				for _, d := range p.Deviations(tc.version) {
					got = append(got, d.In...)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("places mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLines(t *testing.T) {
	_, _, line, _ := runtime.Caller(0)
	d := graph.Deviates("x", graph.Deviation{
		Does:   "It is late.",
		Clause: graph.NewClause("Manual, section 1"),
	})
	if got, want := d.Lines(), fmt.Sprintf("graph/deviation_test.go:%d-%d", line+1, line+4); got != want {
		t.Errorf("Lines() = %q, want %q", got, want)
	}
}

// TestValidateDeviationsOfNodes checks the errors of declarations that are options of an edge.
func TestValidateDeviationsOfNodes(t *testing.T) {
	for _, tc := range []struct {
		name string
		d    graph.Deviation
		want string
	}{
		{"good", late(graph.Deviation{In: []graph.Place{{Step: "burst"}}, Clause: clause()}), ""},
		{"in a test", late(graph.Deviation{In: []graph.Place{{Test: "e1000e-tests/tx"}}, Clause: clause()}), `it is an option of no test, and has a place in "e1000e-tests/tx"`},
		{"empty", graph.Deviates("x", graph.Deviation{}), `deviation "x": it has no Does`},
		{"bad version", late(graph.Deviation{Clause: clause(), To: []graph.VersionRange{{Since: "v10"}}}), `graph: version "v10"`},
	} {
		g := graph.New()
		register(g, []graph.EdgeOption{graph.Known(tc.d)}, nil)
		err := g.Validate()
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: Validate() = %v, want %q in it", tc.name, err, tc.want)
		}
	}
}

func TestScript(t *testing.T) {
	d := graph.Deviation{Reproducer: `
		cat << 'EOF' | qemu-system-arm
		readl 0x10	# a tab
		EOF
	`}
	const want = "cat << 'EOF' | qemu-system-arm\nreadl 0x10\t# a tab\nEOF\n"
	if got := d.Script(); got != want {
		t.Errorf("Script() = %q, want %q", got, want)
	}
	if got := (&graph.Deviation{Reproducer: " \n"}).Script(); got != "" {
		t.Errorf("Script() = %q without a reproducer", got)
	}
}

// TestValidateDeviations checks the errors of declarations.
func TestValidateDeviations(t *testing.T) {
	good := graph.Deviation{Clause: clause()}
	place := []graph.Place{{Step: "burst"}}
	for _, tc := range []struct {
		name string
		list []graph.Deviation
		want []string // each a part of the one error; none: no error
	}{
		{"good", []graph.Deviation{late(good)}, nil},
		{"empty", []graph.Deviation{graph.Deviates("", graph.Deviation{Does: "  "})}, []string{
			`deviation "": it has no Name`, `it has no Does`, `it has no Says`, `it has no Clause`,
		}},
		{"no position", []graph.Deviation{{Name: "x", Does: "a", Says: "b", Clause: clause()}}, []string{`deviation "x": declare it with graph.Deviates`}},
		{"bad version", []graph.Deviation{late(graph.Deviation{Clause: clause(), QEMU: []graph.VersionRange{{Since: "v10"}}})}, []string{
			`deviation "e1000e-late": graph: version "v10"`,
		}},
		{"empty range", []graph.Deviation{late(graph.Deviation{Clause: clause(), QEMU: []graph.VersionRange{{Since: "10.0", Until: "10"}}})}, []string{
			`no version is in the range since "10.0" until "10"`,
		}},
		{"two of one name", []graph.Deviation{
			graph.Deviates("x", graph.Deviation{In: place, Does: "a", Says: "b", Clause: clause()}),
			graph.Deviates("x", graph.Deviation{Does: "a", Says: "b", Clause: clause()}),
		}, []string{`deviation "x" is declared twice: graph/deviation_test.go:`}},
		{"twice", []graph.Deviation{late(good), late(good)}, []string{`test "e1000e-tests/tx" has deviation "e1000e-late" twice`}},
		{"another test", []graph.Deviation{late(graph.Deviation{Clause: clause(), In: []graph.Place{{Test: "e1000e-tests/rx"}}})}, []string{
			`deviation "e1000e-late": test "e1000e-tests/rx" does not have it as an option`, `deviation "e1000e-late": no path has it`,
		}},
		{"nowhere", []graph.Deviation{late(graph.Deviation{Clause: clause(), On: []string{"arm"}})}, []string{`deviation "e1000e-late": no path has it`}},
		{"one place, two deviations", []graph.Deviation{
			graph.Deviates("x", graph.Deviation{In: place, Does: "a", Says: "b", Clause: clause()}),
			graph.Deviates("y", graph.Deviation{In: place, Does: "a", Says: "b", Clause: clause(), QEMU: []graph.VersionRange{{Since: "9"}}}),
		}, []string{`deviations "x" and "y" are declared for one place: test "e1000e-tests/tx", step "burst"`}},
		{"one place, by version", []graph.Deviation{
			graph.Deviates("x", graph.Deviation{In: place, Does: "a", Says: "b", Clause: clause(), QEMU: []graph.VersionRange{{Until: "9"}}}),
			graph.Deviates("y", graph.Deviation{In: place, Does: "a", Says: "b", Clause: clause(), QEMU: []graph.VersionRange{{Since: "9"}}}),
		}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			register(g, nil, []graph.TestOption{graph.Known(tc.list...)})
			err := g.Validate()
			if (err == nil) != (len(tc.want) == 0) {
				t.Fatalf("Validate() = %v, want an error: %t", err, len(tc.want) > 0)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Validate() = %v, want %q in it", err, want)
				}
			}
		})
	}
}

// TestDeviationsTo checks deviations of a machine that moves from one QEMU to another.
func TestDeviationsTo(t *testing.T) {
	moved := func(name string, from, to graph.VersionRange) graph.Deviation {
		return graph.Deviates(name, graph.Deviation{
			QEMU: []graph.VersionRange{from}, To: []graph.VersionRange{to},
			Does: "It does not move.", Says: "It moves.", Clause: clause(),
		})
	}
	older, newer := graph.VersionRange{Until: "11.1"}, graph.VersionRange{Since: "11.1"}
	up, down := moved("up", older, newer), moved("down", newer, older)
	always := graph.Deviates("always", graph.Deviation{Does: "It is late.", Says: "It is in time.", Clause: clause()})
	p := pairOf(t, []graph.EdgeOption{graph.Known(up)}, []graph.EdgeOption{graph.Known(down)}, graph.Known(always))
	v10, v11 := graph.Version{Major: 10}, graph.Version{Major: 11, Minor: 1, Micro: 2}
	for _, tc := range []struct {
		name          string
		first, second graph.Version
		want          string
	}{
		{"to a newer one", v10, v11, "up always"},
		{"to an older one", v11, v10, "down always"},
		{"old ones", v10, v10, "always"},
		{"new ones", v11, v11, "always"},
		{"versions not known", graph.Version{}, graph.Version{}, "up down always"},
	} {
		var got []string
		for _, d := range p.DeviationsTo(tc.first, tc.second) {
			got = append(got, d.Name)
		}
		if got := strings.Join(got, " "); got != tc.want {
			t.Errorf("%s: deviations %q, want %q", tc.name, got, tc.want)
		}
	}
	if got, want := up.Versions(), "before 11.1; second QEMU: 11.1 and later"; got != want {
		t.Errorf("Versions() = %q, want %q", got, want)
	}
}

// TestMoveOfOneQEMU checks that a test of one QEMU does not have a machine's deviation
// that is about two.
func TestMoveOfOneQEMU(t *testing.T) {
	g := graph.New()
	register(g, []graph.EdgeOption{graph.Known(late(graph.Deviation{To: []graph.VersionRange{{Since: "11.1"}}, Clause: clause()}))}, nil)
	for p := range g.Paths() {
		if got := p.Deviations(graph.Version{}); len(got) > 0 {
			t.Errorf("%s has the deviation %v", p, &got[0])
		}
	}
	if err := g.Validate(); err == nil || !strings.Contains(err.Error(), `deviation "e1000e-late": no path has it`) {
		t.Errorf("Validate() = %v, want that no path has the deviation", err)
	}
}
