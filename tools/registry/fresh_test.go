package registry_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/paths"
	"github.com/qgraph/qgraph/tools/registry"
)

// TestListsAreFresh compares the lists of this checkout with its folders.
func TestListsAreFresh(t *testing.T) {
	const root = "../.."
	for _, f := range registry.Folders() {
		want, err := registry.New(root, paths.Module, f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(root, f.File()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), want); diff != "" {
			t.Errorf("%s is stale: bazel run //:gazelle (-written +folder):\n%s", f.File(), diff)
		}
	}
}
