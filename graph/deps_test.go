package graph_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPure checks that this package, and the tools that only plan, link none of the
// packages that run something. Under Bazel there is no go command: go test ./graph,
// which CI runs as well, has it.
func TestPure(t *testing.T) {
	if os.Getenv("TEST_SRCDIR") != "" {
		t.Skip("Bazel's sandbox has no module to ask about")
	}
	const module = "github.com/qgraph/qgraph/"
	for _, name := range []string{"graph", "tools/build/paths", "tools/qgraph/picture", "tools/qgraph/coverage", "tools/qgraph/why", "tools/build/availability", "tools/build/gazelle"} {
		t.Run(name, func(t *testing.T) {
			out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+name).Output()
			if err != nil {
				t.Fatal(err)
			}
			deps := strings.Fields(string(out))
			forbidden := []string{"testing", module + "graph/run"}
			if name == "graph" {
				forbidden = append(forbidden, "flag", "os/exec", "net", module+"qtest", module+"qtest/qmp")
			}
			var got []string
			for _, f := range forbidden {
				if slices.Contains(deps, f) {
					got = append(got, f)
				}
			}
			if diff := cmp.Diff([]string(nil), got); diff != "" {
				t.Errorf("linked packages mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
