package found_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/found"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
)

var update = flag.Bool("update", false, "rewrite the page")

// TestPageIsFresh compares the page of this checkout with the declarations.
func TestPageIsFresh(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	all := found.Of(g)
	for _, e := range all {
		if script := e.Script(); script != "" && found.Arch(script) == "" {
			t.Errorf("deviation %q: its reproducer starts no qemu-system-ARCH", e.Name)
		}
		if _, end, _ := trial.CutComment(e.Script()); e.Script() != "" && (end == "") != (e.Ends == graph.Continues) {
			t.Errorf("deviation %q: its reproducer begins with %q, want a comment that says how QEMU ends if it %v", e.Name, end, e.Ends)
		}
	}
	want := found.Page(all)
	file := filepath.Join("../../..", found.File)
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is stale: tools/update (-written +declared):\n%s", found.File, diff)
	}
}
