package bazel

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/results/bep"
)

// events are those of a build with a test that ran remotely, one from a remote
// cache, one that failed twice, one that was skipped, one that was not run, and a
// library that was not built.
const events = `
{"id":{"targetConfigured":{"label":"//a:ran"}},"configured":{"testSize":"MEDIUM"}}
{"id":{"targetConfigured":{"label":"//a:cached"}},"configured":{"testSize":"MEDIUM"}}
{"id":{"targetConfigured":{"label":"//a:failed"}},"configured":{"testSize":"MEDIUM"}}
{"id":{"targetConfigured":{"label":"//a:skipped"}},"configured":{"testSize":"MEDIUM"}}
{"id":{"targetConfigured":{"label":"//a:lost"}},"configured":{"testSize":"MEDIUM"}}
{"id":{"targetConfigured":{"label":"//a:library"}},"configured":{}}
{"id":{"targetCompleted":{"label":"//a:skipped"}},"aborted":{"reason":"SKIPPED","description":"incompatible"}}
{"id":{"targetCompleted":{"label":"//a:lost"}},"aborted":{"reason":"INCOMPLETE","description":"the farm is gone"}}
{"id":{"targetCompleted":{"label":"//a:library"}},"aborted":{"reason":"LOADING_FAILURE","description":"no such file"}}
{"id":{"testResult":{"label":"//a:ran"}},"testResult":{"testAttemptDuration":"0.538s","executionInfo":{"strategy":"remote"}}}
{"id":{"testResult":{"label":"//a:cached"}},"testResult":{"executionInfo":{"strategy":"remote","cachedRemotely":true}}}
{"id":{"testResult":{"label":"//a:failed"}},"testResult":{"executionInfo":{"strategy":"linux-sandbox"}}}
{"id":{"testResult":{"label":"//a:failed"}},"testResult":{"executionInfo":{"strategy":"linux-sandbox"}}}
{"id":{"testSummary":{"label":"//a:ran"}},"testSummary":{"overallStatus":"PASSED"}}
{"id":{"testSummary":{"label":"//a:cached"}},"testSummary":{"overallStatus":"PASSED"}}
{"id":{"testSummary":{"label":"//a:failed"}},"testSummary":{"overallStatus":"FAILED"}}
{"id":{"buildMetrics":{}},"buildMetrics":{"actionSummary":{"runnerCount":[{"name":"total","count":9},{"name":"internal","count":5},{"name":"remote","count":1},{"name":"remote cache hit","count":1},{"name":"linux-sandbox","count":2}]}}}
`

const last = `{"id":{"buildToolLogs":{}},"lastMessage":true}`

func TestOutcomeOf(t *testing.T) {
	build, err := bep.Read(strings.NewReader(events + last))
	if err != nil {
		t.Fatal(err)
	}
	got := outcomeOf(build)
	want := &Outcome{
		Tests: map[string]Test{
			"//a:ran":     {Status: "PASSED", Strategy: "remote", Attempts: 1, Time: 538 * time.Millisecond},
			"//a:cached":  {Status: "PASSED", Strategy: "remote", Cached: true, Attempts: 1},
			"//a:failed":  {Status: "FAILED", Strategy: "linux-sandbox", Attempts: 2},
			"//a:skipped": {Status: "SKIPPED"},
			"//a:lost":    {Status: "NO_STATUS"},
		},
		Actions: map[string]int{"remote": 1, "remote cache hit": 1, "linux-sandbox": 2},
		Reasons: []string{"//a:library: no such file", "//a:lost: the farm is gone"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcome mismatch (-want +got):\n%s", diff)
	}
	const line = "2 passed, 1 failed, 1 skipped of 5 in 0 s (actions: 2 linux-sandbox, 1 remote, 1 remote cache hit)"
	if got.String() != line {
		t.Errorf("String() = %q, want %q", got, line)
	}
}

func TestDiffer(t *testing.T) {
	a := &Outcome{Tests: map[string]Test{"//x": {Status: "PASSED"}, "//y": {Status: "PASSED"}, "//z": {Status: "PASSED"}}}
	b := &Outcome{Tests: map[string]Test{"//x": {Status: "PASSED", Cached: true}, "//y": {Status: "FAILED"}, "//w": {Status: "SKIPPED"}}}
	want := []string{
		"//w: not among the tests and SKIPPED",
		"//y: PASSED and FAILED",
		"//z: PASSED and not among the tests",
	}
	if diff := cmp.Diff(want, a.Differ(b)); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}
	if got := a.Differ(a); got != nil {
		t.Errorf("an outcome differs from itself: %q", got)
	}
}

func TestEnded(t *testing.T) {
	for code, want := range map[int][2]bool{
		0:            {true, false},
		3:            {true, false},
		1:            {false, false},
		exitRemote:   {false, true},
		exitLost:     {false, true},
		8:            {false, false},
		128 + 9:      {false, false},
		exitLost + 1: {false, false},
	} {
		o := &Outcome{Code: code}
		if got := [2]bool{o.Ended(), o.FarmFailed()}; got != want {
			t.Errorf("exit code %d: ended, farm failed = %v, want %v", code, got, want)
		}
	}
}
