package bep

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Status is Bazel's word for the end of a test (TestStatus in
// build_event_stream.proto).
type Status string

// The statuses that matter here.
const (
	Passed        Status = "PASSED"
	Flaky         Status = "FLAKY" // passed in the end
	Failed        Status = "FAILED"
	TimedOut      Status = "TIMEOUT"
	Incomplete    Status = "INCOMPLETE" // Bazel was interrupted
	NoStatus      Status = "NO_STATUS"  // not run
	RemoteFailure Status = "REMOTE_FAILURE"
	NotBuilt      Status = "FAILED_TO_BUILD"
	Halted        Status = "TOOL_HALTED_BEFORE_TESTING"
)

// OK reports whether the test passed, if only in the end.
func (s Status) OK() bool { return s == Passed || s == Flaky }

// Target is the target of a test.
type Target struct {
	Label    string
	Tags     []string
	Skipped  bool      // incompatible, so neither built nor run
	Left     bool      // built, but not to be run: a filter leaves it out
	Status   Status    // of the test as a whole; "" if Bazel gives none
	Aborted  string    // Bazel's reason for an incomplete test, such as "USER_INTERRUPTED"
	Problem  string    // Bazel's message about a target that was not built
	Attempts []Attempt // in the order of their run, shard and number
}

// Attempt is one start of a test.
type Attempt struct {
	Run, Shard, Number int // from 1
	Status             Status
	Details            string            // Bazel's remark on the status
	Strategy           string            // how Bazel ran it: "linux-sandbox", "remote", ...
	Cached             bool              // nothing had changed since an earlier build
	CachedRemotely     bool              // the same, and a remote cache had the result
	Started            time.Time         // of the original run if cached
	Duration           time.Duration     // of the original run if cached
	Files              map[string]string // URIs of its outputs, by Bazel's names for them: "test.log"
}

// Build holds the tests of a build, as its events describe them.
type Build struct {
	Targets  []*Target      // sorted by their labels
	Problems []string       // why Bazel found no targets for a pattern
	Dropped  []string       // targets, other than tests, that Bazel gave up, with its reasons
	Actions  map[string]int // number of actions by their runner: "linux-sandbox", "remote", "remote cache hit", ...
}

// ErrUnfinished means that the events end before the build did.
var ErrUnfinished = errors.New("the build events end before Bazel did")

// Read reads build events up to their end. With an error it returns the events before it.
func Read(r io.Reader) (*Build, error) {
	targets := map[string]*Target{}
	b := &Build{Actions: map[string]int{}}
	err := b.read(r, targets)
	for _, label := range slices.Sorted(maps.Keys(targets)) {
		t := targets[label]
		slices.SortStableFunc(t.Attempts, func(x, y Attempt) int {
			return cmp.Or(cmp.Compare(x.Run, y.Run), cmp.Compare(x.Shard, y.Shard), cmp.Compare(x.Number, y.Number))
		})
		b.Targets = append(b.Targets, t)
	}
	return b, err
}

func (b *Build) read(r io.Reader, targets map[string]*Target) error {
	decoder := json.NewDecoder(r)
	for {
		var e event
		err := decoder.Decode(&e)
		if errors.Is(err, io.EOF) {
			return ErrUnfinished
		}
		if err != nil {
			return fmt.Errorf("read build events: %w", err)
		}
		if err := add(targets, &e); err != nil {
			return fmt.Errorf("read build events: %w", err)
		}
		b.note(targets, &e)
		if e.LastMessage {
			return nil
		}
	}
}

// note keeps the parts of an event that are about the build as a whole.
func (b *Build) note(targets map[string]*Target, e *event) {
	switch {
	case e.ID.Pattern != nil && e.Aborted.Reason != "":
		b.Problems = append(b.Problems, e.Aborted.Description)
	case e.ID.TargetCompleted != nil && e.Aborted.Reason != "SKIPPED" && e.Aborted.Description != "":
		if label := e.ID.TargetCompleted.Label; targets[label] == nil {
			b.Dropped = append(b.Dropped, label+": "+e.Aborted.Description)
		}
	}
	for _, r := range e.BuildMetrics.ActionSummary.RunnerCount {
		if r.Name != "total" && r.Name != "internal" {
			b.Actions[r.Name] += r.Count
		}
	}
}

func add(targets map[string]*Target, e *event) error {
	switch {
	case e.ID.TargetConfigured != nil && e.Configured.TestSize != "":
		label := e.ID.TargetConfigured.Label
		targets[label] = &Target{Label: label, Tags: e.Configured.Tag}
	case e.ID.TargetCompleted != nil:
		// Targets other than tests are skipped, or fail to build, as well.
		if t := targets[e.ID.TargetCompleted.Label]; t != nil {
			t.Skipped = e.Aborted.Reason == "SKIPPED"
			t.Left = e.Completed.Success
			for _, child := range e.Children {
				t.Left = t.Left && child.TestSummary == nil
			}
			t.Aborted, t.Problem = e.Aborted.Reason, cmp.Or(e.Completed.FailureDetail.Message, e.Aborted.Description)
		}
	case e.ID.TestResult != nil:
		t := known(targets, e.ID.TestResult.Label)
		a, err := attempt(e)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Label, err)
		}
		t.Attempts = append(t.Attempts, a)
	case e.ID.TestSummary != nil:
		t := known(targets, e.ID.TestSummary.Label)
		t.Status = e.TestSummary.OverallStatus
	}
	return nil
}

// known returns the target of a label, adding it if Bazel did not announce it.
func known(targets map[string]*Target, label string) *Target {
	if targets[label] == nil {
		targets[label] = &Target{Label: label}
	}
	return targets[label]
}

func attempt(e *event) (Attempt, error) {
	id, r := e.ID.TestResult, &e.TestResult
	a := Attempt{
		Run: id.Run, Shard: id.Shard, Number: id.Attempt, Status: r.Status, Details: r.StatusDetails,
		Strategy: r.ExecutionInfo.Strategy, Cached: r.CachedLocally || r.ExecutionInfo.CachedRemotely,
		CachedRemotely: r.ExecutionInfo.CachedRemotely, Started: r.TestAttemptStart, Files: map[string]string{},
	}
	for _, f := range r.TestActionOutput {
		a.Files[f.Name] = f.URI
	}
	if r.Duration == "" {
		return a, nil
	}
	var err error
	a.Duration, err = time.ParseDuration(r.Duration)
	return a, err
}
