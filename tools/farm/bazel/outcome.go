package bazel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Test is how a test ended.
type Test struct {
	Status   string // PASSED, FAILED, SKIPPED, NO_STATUS, …: TestStatus of the protocol
	Strategy string // of the last attempt: "remote", "linux-sandbox", …
	Cached   bool   // the result is from a remote cache
	Attempts int
	Time     time.Duration // of the last attempt
}

// Outcome is what came of bazel test.
type Outcome struct {
	Code    int           // Bazel's exit code
	Time    time.Duration // as the caller waited
	Tests   map[string]Test
	Actions map[string]int // number of actions by what carried them out: "remote", "remote cache hit", …
	Reasons []string       // why the build did not come to its end
}

// event holds of a build event what is needed here.
type event struct {
	ID struct {
		TestResult      *labelled `json:"testResult"`
		TestSummary     *labelled `json:"testSummary"`
		TargetCompleted *labelled `json:"targetCompleted"`
		Configured      *labelled `json:"targetConfigured"`
	} `json:"id"`
	Configured struct {
		TestSize string `json:"testSize"`
	} `json:"configured"`
	Aborted struct {
		Reason      string `json:"reason"`
		Description string `json:"description"`
	} `json:"aborted"`
	TestResult struct {
		Duration string `json:"testAttemptDuration"`
		Info     struct {
			Strategy string `json:"strategy"`
			Cached   bool   `json:"cachedRemotely"`
		} `json:"executionInfo"`
	} `json:"testResult"`
	TestSummary struct {
		OverallStatus string `json:"overallStatus"`
	} `json:"testSummary"`
	BuildMetrics struct {
		ActionSummary struct {
			RunnerCount []struct {
				Name  string `json:"name"`
				Count int    `json:"count"`
			} `json:"runnerCount"`
		} `json:"actionSummary"`
	} `json:"buildMetrics"`
	LastMessage bool `json:"lastMessage"`
}

type labelled struct {
	Label string `json:"label"`
}

// readEvents reads build events to their end.
func readEvents(r io.Reader) (*Outcome, error) {
	o := &Outcome{Tests: map[string]Test{}, Actions: map[string]int{}}
	decoder := json.NewDecoder(r)
	for {
		var e event
		err := decoder.Decode(&e)
		if errors.Is(err, io.EOF) {
			return nil, errors.New("bazel: the build events end before Bazel did")
		}
		if err != nil {
			return nil, fmt.Errorf("bazel: read build events: %w", err)
		}
		o.add(e)
		if e.LastMessage {
			return o, nil
		}
	}
}

func (o *Outcome) add(e event) {
	switch {
	case e.ID.Configured != nil && e.Configured.TestSize != "":
		o.Tests[e.ID.Configured.Label] = Test{Status: "NO_STATUS"}
	case e.ID.TargetCompleted != nil && e.Aborted.Reason != "":
		label := e.ID.TargetCompleted.Label
		if t, ok := o.Tests[label]; ok && e.Aborted.Reason == "SKIPPED" {
			t.Status = "SKIPPED"
			o.Tests[label] = t
		} else if e.Aborted.Description != "" {
			o.Reasons = append(o.Reasons, label+": "+e.Aborted.Description)
		}
	case e.ID.TestResult != nil:
		t := o.Tests[e.ID.TestResult.Label]
		t.Attempts++
		t.Strategy, t.Cached = e.TestResult.Info.Strategy, e.TestResult.Info.Cached
		t.Time, _ = time.ParseDuration(e.TestResult.Duration) // zero when it says nothing
		o.Tests[e.ID.TestResult.Label] = t
	case e.ID.TestSummary != nil:
		t := o.Tests[e.ID.TestSummary.Label]
		t.Status = e.TestSummary.OverallStatus
		o.Tests[e.ID.TestSummary.Label] = t
	}
	for _, r := range e.BuildMetrics.ActionSummary.RunnerCount {
		if r.Name != "total" && r.Name != "internal" {
			o.Actions[r.Name] += r.Count
		}
	}
}

// Count returns the number of tests that ended so.
func (o *Outcome) Count(status string) int {
	n := 0
	for _, t := range o.Tests {
		if t.Status == status {
			n++
		}
	}
	return n
}

// FarmFailed tells whether Bazel says that it was the farm that failed, and no test.
func (o *Outcome) FarmFailed() bool { return o.Code == exitRemote || o.Code == exitLost }

// Ended tells whether every test has a result.
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

// String says how many tests ended how, and what carried out the actions.
func (o *Outcome) String() string {
	var actions []string
	for _, name := range slices.Sorted(maps.Keys(o.Actions)) {
		actions = append(actions, fmt.Sprintf("%d %s", o.Actions[name], name))
	}
	return fmt.Sprintf("%d passed, %d failed, %d skipped of %d in %.0f s (actions: %s)",
		o.Count("PASSED"), o.Count("FAILED"), o.Count("SKIPPED"), len(o.Tests), o.Time.Seconds(), strings.Join(actions, ", "))
}
