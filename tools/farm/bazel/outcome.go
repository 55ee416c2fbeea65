package bazel

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/run/results/bep"
)

// Test is how a test ended.
type Test struct {
	Status   string // PASSED, FAILED, SKIPPED, NO_STATUS, …: TestStatus of the protocol
	Strategy string // of the last attempt: "remote", "linux-sandbox", …
	Cached   bool   // the result is from a remote cache
	Attempts int
	Time     time.Duration // of the last attempt
}

// Outcome is the outcome of bazel test.
type Outcome struct {
	Code    int           // Bazel's exit code
	Time    time.Duration // as the caller measured
	Tests   map[string]Test
	Actions map[string]int // number of actions by their runner: "remote", "remote cache hit", …
	Reasons []string       // why the build did not finish
}

// outcomeOf returns the outcome in the events of a build.
func outcomeOf(b *bep.Build) *Outcome {
	o := &Outcome{Tests: map[string]Test{}, Actions: b.Actions, Reasons: slices.Concat(b.Problems, b.Dropped)}
	for _, t := range b.Targets {
		o.Tests[t.Label] = testOf(t)
		if t.Aborted != "" && !t.Skipped && t.Problem != "" {
			o.Reasons = append(o.Reasons, t.Label+": "+t.Problem)
		}
	}
	return o
}

func testOf(t *bep.Target) Test {
	test := Test{Status: string(cmp.Or(t.Status, bep.NoStatus)), Attempts: len(t.Attempts)}
	if t.Skipped {
		test.Status = "SKIPPED"
	}
	if len(t.Attempts) > 0 {
		last := t.Attempts[len(t.Attempts)-1]
		test.Strategy, test.Cached, test.Time = last.Strategy, last.CachedRemotely, last.Duration
	}
	return test
}

// Count returns the number of tests with that status.
func (o *Outcome) Count(status string) int {
	n := 0
	for _, t := range o.Tests {
		if t.Status == status {
			n++
		}
	}
	return n
}

// FarmFailed reports whether, according to Bazel, the farm failed and not a test.
func (o *Outcome) FarmFailed() bool { return o.Code == exitRemote || o.Code == exitLost }

// Ended reports whether every test has a result.
func (o *Outcome) Ended() bool { return o.Code == 0 || o.Code == exitTestsFailed }

// Differ returns the tests that ended differently in o and other, and how.
func (o *Outcome) Differ(other *Outcome) []string {
	labels := maps.Clone(o.Tests)
	maps.Copy(labels, other.Tests)
	var lines []string
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		a, b := o.Tests[label].Status, other.Tests[label].Status
		if a != b {
			lines = append(lines, fmt.Sprintf("%s: %s and %s", label, orNone(a), orNone(b)))
		}
	}
	return lines
}

func orNone(status string) string {
	if status == "" {
		return "not among the tests"
	}
	return status
}

// String returns the number of tests by status, and of actions by runner.
func (o *Outcome) String() string {
	var actions []string
	for _, name := range slices.Sorted(maps.Keys(o.Actions)) {
		actions = append(actions, fmt.Sprintf("%d %s", o.Actions[name], name))
	}
	return fmt.Sprintf("%d passed, %d failed, %d skipped of %d in %.0f s (actions: %s)",
		o.Count("PASSED"), o.Count("FAILED"), o.Count("SKIPPED"), len(o.Tests), o.Time.Seconds(), strings.Join(actions, ", "))
}
