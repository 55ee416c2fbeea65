package paths_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestReruns checks the number of paths that a change of one package reruns, on
// every machine and farm: the targets that depend on it, according to Bazel's
// query.
func TestReruns(t *testing.T) {
	names := os.Getenv("RERUNS")
	if names == "" {
		t.Skip("RERUNS is not set: this test is about the targets of a Bazel build")
	}
	var got strings.Builder
	for _, name := range strings.Fields(names) {
		file, err := runfiles.Rlocation(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%-28s %4d\n", path.Base(name), len(strings.Fields(string(text))))
	}
	golden := filepath.Join("testdata", "reruns.golden")
	if *update {
		golden = filepath.Join(os.Getenv("BUILD_WORKSPACE_DIRECTORY"), "tools", "build", "paths", golden)
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v (run with -update to create it)", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("number of paths that a change runs again mismatch (-want +got):\n%s"+
			"bazel run //tools/build/paths:paths_test -- -update takes the new numbers", diff)
	}
}
