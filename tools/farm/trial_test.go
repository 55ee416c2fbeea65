package main

import (
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/farm/bazel"
	"github.com/qgraph/qgraph/tools/farm/farm"
)

func outcome(test bazel.Test, actions map[string]int) *bazel.Outcome {
	return &bazel.Outcome{Tests: map[string]bazel.Test{"//tests/x:y": test}, Actions: actions}
}

// The checks of a trial find their faults.
func TestChecks(t *testing.T) {
	ran := outcome(bazel.Test{Status: "PASSED", Strategy: "remote", Attempts: 1}, map[string]int{"remote": 3})
	cached := outcome(bazel.Test{Status: "PASSED", Strategy: "remote", Attempts: 1, Cached: true}, map[string]int{"remote cache hit": 3})
	partly := outcome(bazel.Test{Status: "PASSED", Strategy: "remote", Attempts: 1, Cached: true}, map[string]int{"remote": 1, "remote cache hit": 2})
	here := outcome(bazel.Test{Status: "PASSED", Strategy: "linux-sandbox", Attempts: 1}, nil)
	failed := outcome(bazel.Test{Status: "FAILED", Strategy: "remote", Attempts: 1}, nil)
	busy := farm.Report{Workers: []farm.Work{{Actions: 1}, {Actions: 2}}}
	idle := farm.Report{Workers: []farm.Work{{Actions: 1}, {}}}
	lazy := farm.Report{Workers: []farm.Work{{Actions: 1}, {Actions: 2}, {}}}
	two := &trial{workers: 2}
	three, small := &trial{workers: 3}, &trial{workers: 3, small: true}
	for _, tc := range []struct {
		name string
		err  error
		want string // "" for none
	}{
		{"all is well", two.ran(ran, busy), ""},
		{"a worker was idle", two.ran(ran, idle), "1 of 2 workers did nothing"},
		{"one of three was idle", three.ran(ran, lazy), "1 of 3 workers did nothing"},
		{"one of three was idle in a small trial", small.ran(ran, lazy), ""},
		{"two of three were idle in a small trial", small.ran(ran, farm.Report{Workers: []farm.Work{{Actions: 1}, {}, {}}}), "2 of 3 workers did nothing"},
		{"a test ran here", two.ran(here, busy), `did not run on the farm but by "linux-sandbox"`},
		{"a test was not run", two.ran(cached, busy), "did not run on the farm"},
		{"all is cached", allCached(cached), ""},
		{"a test was not cached", allCached(ran), "its result was not in the cache"},
		{"an action was not cached", allCached(partly), "1 actions ran again"},
		{"results are the same", same(here, ran), ""},
		{"results differ", same(here, failed), "1 results differ"},
		{"nothing passed", same(failed, failed), "no test has passed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			switch {
			case tc.want == "" && tc.err != nil:
				t.Errorf("the check fails: %v", tc.err)
			case tc.want != "" && (tc.err == nil || !strings.Contains(tc.err.Error(), tc.want)):
				t.Errorf("the check says %v, want %q", tc.err, tc.want)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	f := &farm.Farm{Config: farm.Config{Port: 1234}}
	tr := &trial{architectures: []string{"arm", "x86_64"}, workers: 3, farm: f}
	got := strings.Join(tr.flags(), " ")
	for _, want := range []string{
		"--config=remote --remote_executor=grpc://127.0.0.1:1234 --remote_instance_name=qgraph",
		"--test_tag_filters=arm,x86_64,-slow",
		"--jobs=6",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("flags are %q, want %q among them", got, want)
		}
	}
}
