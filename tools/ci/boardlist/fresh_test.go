package boardlist_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/ci/boardlist"
)

var update = flag.Bool("update", false, "rewrite the page")

// TestPageIsFresh compares the page of this checkout with its graph.
func TestPageIsFresh(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	want := boardlist.Of(g).Page()
	file := filepath.Join("../../..", boardlist.File)
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
		t.Errorf("%s is stale: tools/update (-written +graph):\n%s", boardlist.File, diff)
	}
}
