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
