package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/results"
)

// arrows returns the edges of a graph in Graphviz's language, without their
// styles, up to the legend.
func arrows(dot string) []string {
	var all []string
	for line := range strings.Lines(dot) {
		if strings.Contains(line, "cluster_legend") {
			return all
		}
		if edge, _, ok := strings.Cut(strings.TrimSpace(line), " [color="); ok && strings.Contains(edge, " -> ") {
			all = append(all, edge)
		}
	}
	return all
}

func TestGraphEdges(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		want []string
	}{
		{
			"a machine's paths", []string{"sdhci-tests/registers$", "--from", "^arm/raspi2b$"},
			[]string{`"arm/raspi2b" -> "generic-sdhci"`, `"generic-sdhci" -> "sdhci"`, `"sdhci" -> "sdhci-tests/registers"`},
		},
		{
			"a part of paths", []string{"--from", "^pci-bus$", "--to", "^sdhci$"},
			[]string{`"sdhci-pci" -> "sdhci"`, `"pci-bus" -> "sdhci-pci"`},
		},
		{
			"paths, and a part of them", []string{"sabrelite", "raspi2b", "--to", "^sdhci$"},
			[]string{`"arm/raspi2b" -> "generic-sdhci"`, `"generic-sdhci" -> "sdhci"`},
		},
		{
			"ungrouped", []string{"sabrelite", "raspi2b", "--to", "^sdhci$", "--ungrouped"},
			[]string{`"arm/raspi2b" -> "generic-sdhci"`, `"arm/sabrelite" -> "generic-sdhci"`, `"generic-sdhci" -> "sdhci"`},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, _, err := execute(t, append([]string{"graph", "--format", "dot"}, tc.args...)...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, arrows(out)); diff != "" {
				t.Errorf("edges mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWholeGraph(t *testing.T) {
	first := filepath.Join(t.TempDir(), "first.svg")
	if _, _, err := execute(t, "graph", "-o", first); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := execute(t, "graph")
	if err != nil {
		t.Fatal(err)
	}
	if again != string(text) {
		t.Error("the same graph gives two pictures")
	}
	suites := map[string]bool{}
	for p := range nodes.New().Paths() {
		steps := p.Steps()
		for _, s := range steps[:len(steps)-1] {
			if !strings.Contains(again, ">"+s.Name+"</text>") {
				t.Fatalf("%s is not in the picture", s.Name)
			}
		}
		suite, _, _ := strings.Cut(steps[len(steps)-1].Name, "/")
		suites[suite] = true
	}
	for suite := range suites {
		if !strings.Contains(again, ">"+suite) {
			t.Errorf("the tests %s are not in the picture", suite)
		}
	}
}

func TestGraphResults(t *testing.T) {
	const passed, failed = "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers", "arm/sabrelite/generic-sdhci/sdhci/sdhci-tests/registers"
	file := filepath.Join(t.TempDir(), "results.jsonl")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []results.Result{
		{Path: passed, Class: results.QEMUCrashed}, // ran again below
		{Path: failed, Class: results.TestFailed},
		{Path: passed, Class: results.Known},
	} {
		if err := results.Write(f, &r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.WriteString(`{"path": "cut o`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	out, errs, err := execute(t, "graph", "sdhci-tests/registers$", "--format", "dot", "--results", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`arm/raspi2b&#xA;machine of github.com/qgraph/qgraph/machines/raspi2b&#xA;1 path: 1 passed"`,
		`arm/sabrelite&#xA;machine of github.com/qgraph/qgraph/machines/sabrelite&#xA;1 path: 1 failed&#xA;failed: ` + failed,
		`generic-sdhci → sdhci\nproduces\n45 paths: 1 failed, 1 passed, 43 not run\nfailed: ` + failed,
		`sdhci-pci → sdhci\nproduces\n9 paths: 9 not run"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the graph does not say %q:\n%s", want, out)
		}
	}
	if want := "cut off; the 3 before it are shown"; !strings.Contains(errs, want) {
		t.Errorf("the errors are %q, want them to say %q", errs, want)
	}
}

func TestGraphUnavailable(t *testing.T) {
	out, _, err := execute(t, "graph", "sdhci-tests/registers$", "--format", "dot", "--qemu", notQEMU(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`mips/malta\nmachine of github.com/qgraph/qgraph/machines/malta\n1 path: 1 unavailable\nunavailable: mips/malta: there is no qemu-system-mips"`,
		`1 path: 1 unavailable&#xA;unavailable: arm/raspi2b: `,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the graph does not say %q:\n%s", want, out)
		}
	}
}

func TestGraphFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sdhci.dot")
	for _, pattern := range []string{"sdhci", "raspi2b"} { // the second replaces the first
		if out, _, err := execute(t, "graph", pattern, "-o", file); err != nil || out != "" {
			t.Fatalf("error %v, output %q", err, out)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "digraph ") || strings.Contains(string(text), "sabrelite") {
		t.Errorf("the file does not hold the second graph for Graphviz:\n%s", text)
	}
	if left, err := filepath.Glob(file + "?*"); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestGraphCompletesFormat(t *testing.T) {
	out, _, err := execute(t, "__complete", "graph", "--format", "")
	if err != nil || !strings.HasPrefix(out, "svg\ndot\n") {
		t.Errorf("completion says %q, error %v, want svg and dot", out, err)
	}
}

func TestGraphErrors(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none.jsonl")
	if err := os.WriteFile(none, []byte(`{"path": "arm/raspi2b/gone", "class": "passed"}`+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"no such path", []string{"no-such-node"}, "no path matches"},
		{"no expression", []string{"--from", "("}, `--from "("`},
		{"nothing between", []string{"--from", "^sdhci$", "--to", "^pci-bus$"}, `leads from "^sdhci$" to "^pci-bus$"`},
		{"nothing from there", []string{"--from", "usb-storage"}, `leads from "usb-storage" to a test`},
		{"no such format", []string{"--format", "png"}, `"png": want svg or dot`},
		{"no such results", []string{"--results", none + "x"}, "no such file"},
		{"results of something else", []string{"--results", none}, "got 1 results, but none of a path in the picture"},
		{"no such folder", []string{"-o", filepath.Join(none, "x.svg")}, "not a directory"},
		{"no such QEMU", []string{"--qemu", none + "/qemu-system-arm"}, "not a directory"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, _, err := execute(t, append([]string{"graph"}, tc.args...)...)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if out != "" {
				t.Errorf("wrote %d bytes all the same", len(out))
			}
		})
	}
}
