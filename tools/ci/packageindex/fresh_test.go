package packageindex_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/ci/packageindex"
)

var update = flag.Bool("update", false, "rewrite the index")

// TestIndexIsFresh compares the index of this checkout with its packages.
func TestIndexIsFresh(t *testing.T) {
	const root = "../../.."
	want, err := packageindex.New(root)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, packageindex.File)
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
		t.Errorf("%s is stale: tools/update (-written +packages):\n%s", packageindex.File, diff)
	}
}
