package regnames_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/build/paths"
	"github.com/qgraph/qgraph/tools/build/regnames"
)

var update = flag.Bool("update", false, "rewrite the files, as gazelle does")

// TestFilesAreFresh compares the files of this checkout with its constants.
func TestFilesAreFresh(t *testing.T) {
	const root = "../../.."
	files, err := regnames.New(root, paths.Module)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no package of libqos has a register")
	}
	for name, want := range files {
		if *update {
			if err := os.WriteFile(filepath.Join(root, name), []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), want); diff != "" {
			t.Errorf("%s is stale: tools/update (-written +constants):\n%s", name, diff)
		}
	}
}
