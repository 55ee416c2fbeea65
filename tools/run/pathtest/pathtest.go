// Package pathtest is the test that all paths with the same packages share: it
// registers the nodes of these packages, takes the path and the QEMU bundle that
// the path's target names, and runs the path.
package pathtest

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/shell"
)

// The environment variables that a path's target sets.
const (
	PathVariable   = "QGRAPH_PATH"   // the path's name
	BundleVariable = "QGRAPH_BUNDLE" // the runfiles path of the QEMU bundle

	SecondVariable   = "QGRAPH_SECOND"    // the same of the second QEMU of a test of two, if it is another one
	MachineVariable  = "QGRAPH_MACHINE"   // the name of the machine for QEMU, if it is not the path's
	RealTimeVariable = "QGRAPH_REAL_TIME" // not empty if QEMU runs without the qtest accelerator, which it may have
)

// The flags that let a debugger in, as in bazel run TARGET -- --gdb.
const (
	gdbFlag  = "gdb"
	waitFlag = "wait"
)

// stepFlag chooses steps, as in bazel test TARGET --test_arg='--step=card of 4 GiB/ADMA2'.
const stepFlag = "step"

// logFlag has QEMU log what guests do wrong, as in bazel test TARGET --test_arg=--qemu-log=guest_errors.
const logFlag = "qemu-log"

// Main is the TestMain of a path's test. It adds its own flags to those of go
// test, and reports its cases to Bazel under the target's name.
func Main(m *testing.M) {
	if cases := casesOf(); cases != "" {
		os.Exit(wrap(cases))
	}
	flag.Bool(gdbFlag, false, "start gdb with QEMU in it before the test begins")
	flag.Bool(waitFlag, false, "print QEMU's process number and wait for a line before the test begins")
	flag.String(stepFlag, "", "run only the steps whose names match a `regexp`, one for each level, with slashes between them")
	flag.String(logFlag, "", "what QEMU logs (its -d): guest_errors, unimp, or both with a comma")
	os.Exit(m.Run())
}

// Run runs the path that the environment names over the nodes that the functions
// register.
func Run(t *testing.T, register ...func(*graph.Graph)) {
	name := os.Getenv(PathVariable)
	if name == "" {
		setUp(t, "%s is not set: this binary serves several paths, run the target of one of them", PathVariable)
	}
	g := graph.New()
	g.Include(register...)
	p, err := g.Lookup(name)
	if err != nil {
		setUp(t, "%v (is the BUILD file stale? bazel run //:gazelle)", err)
	}
	bundled := os.Getenv(BundleVariable)
	if bundled == "" {
		setUp(t, "%s is not set: run this test with Bazel, or the path with go run ./tools/qgraph run %s", BundleVariable, name)
	}
	b := openBundle(t, bundled)
	var second *bundle.Bundle
	if other := os.Getenv(SecondVariable); other != "" {
		second = openBundle(t, other)
	}
	steps, err := runner.ParseSteps(value(stepFlag))
	if err != nil {
		setUp(t, "%v", err)
	}
	log, err := runner.ParseLog(value(logFlag))
	if err != nil {
		setUp(t, "%v", err)
	}
	target := os.Getenv("TEST_TARGET")
	r := runner.Run(t, runner.Options{
		Path:    p,
		Bundle:  b,
		Second:  second,
		Machine: os.Getenv(MachineVariable),
		Scratch: t.TempDir(),
		Outputs: os.Getenv("TEST_UNDECLARED_OUTPUTS_DIR"),
		Outside: outside,
		Kept:    kept(target),
		Timeout: timeout(t),
		Rerun:   "bazel test " + target + "; with a debugger: bazel run " + target + " -- --gdb",
		Debug:   debugger(),
		Steps:   steps,
		Log:     log,
		RerunStep: func(pattern string) string {
			return "bazel test " + target + " " + shell.Quote([]string{"--test_arg=--step=" + pattern})
		},
	})
	switch r.Class {
	case results.Passed, results.Known:
		// Bazel keeps the outputs and sends them to its caches. No one reads this file.
		if err := os.RemoveAll(r.Transcript); err != nil {
			t.Logf("the transcript is not removed: %v", err)
		}
		if r.Class == results.Known {
			t.Skipf("known: %s", r.Reason) // it passes, and test.xml has the reason
		}
	case results.Skipped:
		t.Skip(r.Reason)
	case results.SetUp:
		infrastructure(t, strings.Join(r.Messages, "\n"))
	}
}

// openBundle opens a QEMU bundle among the runfiles.
func openBundle(t *testing.T, bundled string) *bundle.Bundle {
	t.Helper()
	file, err := runfiles.Rlocation(bundled)
	if err == nil {
		// The links to it are in the sandbox, which is gone when the log is read.
		file, err = filepath.EvalSymlinks(file)
	}
	if err != nil {
		setUp(t, "find the QEMU bundle: %v", err)
	}
	b, err := bundle.Open(file)
	if err != nil {
		setUp(t, "%v", err)
	}
	if os.Getenv(RealTimeVariable) != "" {
		b.Accelerator = bundle.WithoutQtest
	}
	return b
}

// sandbox matches the part of a file's name that depends on the sandbox, in any
// of Bazel's sandboxes.
var sandbox = regexp.MustCompile(`/sandbox/[^/]+/[0-9]+/execroot/`)

// outside returns the name, outside, of a file in Bazel's sandbox.
func outside(word string) string { return sandbox.ReplaceAllString(word, "/execroot/") }

// kept returns where Bazel puts the outputs of a target: below the folder that
// bazel info bazel-testlogs prints.
func kept(target string) string {
	pkg, name, ok := strings.Cut(strings.TrimLeft(target, "@/"), ":")
	if !ok {
		return ""
	}
	return path.Join("bazel-testlogs", pkg, name, "test.outputs")
}

// setUp ends a test that cannot begin.
func setUp(t *testing.T, format string, args ...any) {
	t.Helper()
	infrastructure(t, fmt.Sprintf(format, args...))
	t.Fatalf(format, args...)
}

// infrastructure tells Bazel that the device did not cause the failure: see
// TEST_INFRASTRUCTURE_FAILURE_FILE in Bazel's Test Encyclopedia.
func infrastructure(t *testing.T, reason string) {
	name := os.Getenv("TEST_INFRASTRUCTURE_FAILURE_FILE")
	if name == "" {
		return
	}
	if err := os.WriteFile(name, []byte("qgraph\n"+reason+"\n"), 0o666); err != nil {
		t.Logf("cannot report a failure of the set-up to Bazel: %v", err)
	}
}

// debugger returns the debugger of the flags; gdb if both are given.
func debugger() runner.Debugger {
	switch {
	case isSet(gdbFlag):
		return runner.GDB
	case isSet(waitFlag):
		return runner.Wait
	}
	return runner.NoDebugger
}

// isSet reports whether a flag of Main's is given. A test that does not call Main has none.
func isSet(name string) bool { return value(name) == "true" }

// value returns the value of a flag of Main's.
func value(name string) string {
	f := flag.Lookup(name)
	if f == nil {
		return ""
	}
	return f.Value.String()
}

// timeout returns the time limit of the path: that of the test, minus the time
// to examine a hanging QEMU, to stop it and to report.
func timeout(t *testing.T) time.Duration {
	deadline, ok := t.Deadline()
	if !ok {
		return runner.DefaultTimeout
	}
	left := time.Until(deadline)
	return max(left-runner.AfterTimeout, left/2)
}
