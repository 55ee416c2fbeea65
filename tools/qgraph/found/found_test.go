package found_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/qgraph/found"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer/trialfake"
)

type environment struct{}

func (environment) CommandLine() *graph.CommandLine { return nil }

type tester struct{}

func (tester) Environment() graph.Environment { return environment{} }

// TestPage checks which deviations are faults, and the page.
func TestPage(t *testing.T) {
	g := graph.New()
	m := graph.NewMachine[int]("arm/virt")
	graph.AddMachine(g, m, func(context.Context, environment) (int, error) { return 0, nil })
	deviation := func(name string, d graph.Deviation) graph.Deviation {
		d.In, d.Does, d.Says, d.Clause = []graph.Place{{Step: name}}, "It is late.", "It is in time.", graph.NewClause("Manual, section 1_2")
		return graph.Deviates(name, d)
	}
	graph.Test(g, "virt-tests/time", m, func(tester, int) {}, graph.Known(
		deviation("virt-late", graph.Deviation{}),
		deviation("virt-wrong", graph.Deviation{Reproducer: "\n\t\tcat << 'EOF' | qemu-system-arm -qtest stdio\n\t\treadl 0x10 # OK 0x1\n\t\tEOF", Report: "https://example.org/1"}),
		deviation("virt-crash", graph.Deviation{Ends: graph.Crashes, QEMU: []graph.VersionRange{{Since: "11.0"}}}),
	))
	page := found.Page(found.Of(g))
	const want = `
2 faults, 1 with a reproducer.

| fault | devices | QEMU | versions |
| --- | --- | --- | --- |
| [virt-crash](#virt-crash) | arm/virt | crashes | 11.0 and later |
| [virt-wrong](#virt-wrong) | arm/virt | continues | all versions |

## virt-crash

It is late. QEMU crashes. The specification: It is in time. (Manual, section 1\_2)

QEMU: 11.0 and later. Declared in [tools/qgraph/found/found_test.go](../tools/qgraph/found/found_test.go). No script of a few lines shows it; its test does.

## virt-wrong

It is late. The specification: It is in time. (Manual, section 1\_2)

QEMU: all versions. Declared in [tools/qgraph/found/found_test.go](../tools/qgraph/found/found_test.go). Reported: <https://example.org/1>.

` + "```sh" + `
cat << 'EOF' | qemu-system-arm -qtest stdio
readl 0x10 # OK 0x1
EOF
` + "```\n"
	if i := strings.Index(page, "\n2 faults"); i < 0 {
		t.Errorf("Page() = %s", page)
	} else if diff := cmp.Diff(want, page[i:]); diff != "" {
		t.Errorf("page mismatch (-want +got):\n%s", diff)
	}
}

// TestTry checks when a reproducer shows its fault.
func TestTry(t *testing.T) {
	b, err := bundle.Open(trialfake.QEMU(t, "arm", "'readl 0x10'*) say OK 0x12 ;;\n'readl 0x24') kill -SEGV $$ ;;\n"))
	if err != nil {
		t.Fatal(err)
	}
	qemus := map[string]*bundle.Bundle{"arm": b}
	lines := func(text string) string {
		return "cat << 'EOF' | qemu-system-arm -M virt -qtest stdio\n" + text + "EOF"
	}
	for _, tc := range []struct {
		name string
		d    graph.Deviation
		want found.Tried
	}{
		{"crash", graph.Deviation{Ends: graph.Crashes, Reproducer: lines("readl 0x24\n")}, found.Tried{Shown: true, Says: "QEMU was killed by SIGSEGV at readl 0x24"}},
		{"that crash", graph.Deviation{Ends: graph.Crashes, Reproducer: "# QEMU was killed by SIGSEGV at readl 0x24\n" + lines("readl 0x24\n")}, found.Tried{Shown: true, Says: "QEMU was killed by SIGSEGV at readl 0x24"}},
		{"another signal", graph.Deviation{Ends: graph.Crashes, Reproducer: "# QEMU was killed by SIGABRT\n" + lines("readl 0x24\n")}, found.Tried{Says: "QEMU was killed by SIGSEGV at readl 0x24"}},
		{"another message", graph.Deviation{Ends: graph.Crashes, Reproducer: "# QEMU was killed by SIGSEGV\n# Assertion `a' failed.\n" + lines("readl 0x24\n")}, found.Tried{Says: "QEMU was killed by SIGSEGV at readl 0x24"}},
		{"no crash", graph.Deviation{Ends: graph.Crashes, Reproducer: lines("readl 0x20\n")}, found.Tried{Says: "QEMU lives"}},
		{"answer", graph.Deviation{Reproducer: lines("readl 0x10 # OK 0x12, must be 0\n")}, found.Tried{Shown: true, Says: "QEMU lives"}},
		{
			"another answer", graph.Deviation{Reproducer: lines("readl 0x10 # OK 0x13\n")},
			found.Tried{Says: "QEMU lives; the reply to readl 0x10 is OK 0x12, not OK 0x13"},
		},
		{"nothing to see", graph.Deviation{Reproducer: lines("readl 0x10\n")}, found.Tried{Says: "QEMU lives; no comment has a reply that shows the fault"}},
		{"script", graph.Deviation{Ends: graph.Exits, Reproducer: "qemu-system-arm --no-such-thing 3>&1 4>/dev/null; exit 3"}, found.Tried{Shown: true, Says: "QEMU exited with status 3 after the last command"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := found.Try(t.Context(), &tc.d, qemus, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tc.want, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := found.Try(t.Context(), &graph.Deviation{Reproducer: "qemu-system-ppc"}, qemus, t.TempDir()); !errors.Is(err, found.ErrNoQEMU) {
		t.Errorf("another architecture: %v, want %v", err, found.ErrNoQEMU)
	}
}
