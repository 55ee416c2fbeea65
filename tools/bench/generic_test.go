package main

import (
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
)

// The fastest run of each path counts, against the fastest start of its own machine, and paths that failed do not.
func TestCosts(t *testing.T) {
	result := func(path string, class results.Class, ms, commands int) results.Result {
		return results.Result{Path: path, Class: class, Duration: time.Duration(ms) * time.Millisecond, Exchanges: &results.Exchanges{Commands: commands}}
	}
	list := costs([]results.Result{
		result("x86_64/pc/machine/machine-tests/start", results.Passed, 150, 5),
		result("x86_64/pc/machine/machine-tests/start", results.Passed, 100, 5),
		result("arm/virt/machine/machine-tests/start", results.Passed, 50, 5),
		result("x86_64/pc/machine/machine-tests/sweep", results.Known, 250, 9000),
		result("x86_64/pc/machine/machine-tests/sweep", results.Known, 900, 9000),
		result("arm/virt/machine/machine-tests/reset", results.Passed, 200, 7000),
		result("arm/virt/machine/machine-tests/sweep", results.TestFailed, 10, 7),
	})
	var out strings.Builder
	printGeneric(&out, list)
	const want = `   4.0 × the start    200ms     7000 exchanges  arm/virt/machine/machine-tests/reset
   2.5 × the start    250ms     9000 exchanges  x86_64/pc/machine/machine-tests/sweep
2 paths, 1 of them above three times the start of their machine
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
