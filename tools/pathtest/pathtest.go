// Package pathtest is what the go_test target of a path calls: it registers the
// nodes of that path, takes the QEMU bundle that is an input of the target, and
// runs the path.
package pathtest

import (
	"os"
	"testing"
	"time"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/bundle"
	"github.com/qgraph/qgraph/tools/results"
	"github.com/qgraph/qgraph/tools/runner"
)

// BundleVariable names the environment variable with the runfiles path of the
// QEMU bundle.
const BundleVariable = "QGRAPH_BUNDLE"

// Run runs the path with that name over the nodes that the functions register.
func Run(t *testing.T, path string, register ...func(*graph.Graph)) {
	g := graph.New()
	g.Include(register...)
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatalf("%v (is the BUILD file stale? bazel run //:gazelle)", err)
	}
	name := os.Getenv(BundleVariable)
	if name == "" {
		t.Fatalf("%s is not set: run this test with Bazel, or the path with go run ./tools/qgraph run %s", BundleVariable, path)
	}
	file, err := runfiles.Rlocation(name)
	if err != nil {
		t.Fatalf("find the QEMU bundle: %v", err)
	}
	b, err := bundle.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	r := runner.Run(t, runner.Options{
		Path:    p,
		Bundle:  b,
		Scratch: t.TempDir(),
		Outputs: os.Getenv("TEST_UNDECLARED_OUTPUTS_DIR"),
		Timeout: timeout(t),
		Rerun:   "bazel test " + os.Getenv("TEST_TARGET"),
	})
	if r.Class == results.Skipped {
		t.Skip(r.Reason)
	}
}

// timeout returns the time that the path may take: what the test has, less what
// it takes to stop QEMU and to report.
func timeout(t *testing.T) time.Duration {
	deadline, ok := t.Deadline()
	if !ok {
		return runner.DefaultTimeout
	}
	return time.Until(deadline) * 9 / 10
}
