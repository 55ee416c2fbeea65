package registry_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/paths"
	"github.com/qgraph/qgraph/tools/build/registry"
)

var update = flag.Bool("update", false, "rewrite the lists, as gazelle does")

// TestListsAreFresh compares the lists of this checkout with its folders.
func TestListsAreFresh(t *testing.T) {
	const root = "../../.."
	for _, f := range registry.Folders() {
		want, err := registry.New(root, paths.Module, f)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(root, f.File())
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
			t.Errorf("%s is stale: tools/update (-written +folder):\n%s", f.File(), diff)
		}
	}
}
