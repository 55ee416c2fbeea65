package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// outcome is how a test ended.
type outcome int

const (
	failed outcome = iota // as long as nothing better is known
	passed
	skipped
)

// outcomes holds how the test of each label ended.
type outcomes map[string]outcome

// event holds of a build event what is needed here. See Bazel's documentation, "Build Event Protocol", and
// build_event_stream.proto of its source.
type event struct {
	ID struct {
		TargetConfigured *labelled `json:"targetConfigured"`
		TargetCompleted  *labelled `json:"targetCompleted"`
		TestSummary      *labelled `json:"testSummary"`
	} `json:"id"`
	Configured struct {
		TestSize string `json:"testSize"`
	} `json:"configured"`
	Aborted struct {
		Reason string `json:"reason"`
	} `json:"aborted"`
	TestSummary struct {
		OverallStatus string `json:"overallStatus"`
	} `json:"testSummary"`
	LastMessage bool `json:"lastMessage"`
}

type labelled struct {
	Label string `json:"label"`
}

// read reads build events up to their end. With an error it returns the outcomes of those before.
func read(r io.Reader) (outcomes, error) {
	tests := outcomes{}
	decoder := json.NewDecoder(r)
	for {
		var e event
		err := decoder.Decode(&e)
		if errors.Is(err, io.EOF) {
			return tests, errors.New("the build events end before Bazel did")
		}
		if err != nil {
			return tests, fmt.Errorf("read build events: %w", err)
		}
		tests.add(e)
		if e.LastMessage {
			return tests, nil
		}
	}
}

func (tests outcomes) add(e event) {
	switch {
	case e.ID.TargetConfigured != nil && e.Configured.TestSize != "":
		tests[e.ID.TargetConfigured.Label] = failed
	case e.ID.TargetCompleted != nil && e.Aborted.Reason == "SKIPPED":
		// Targets that are no tests are skipped as well.
		if _, ok := tests[e.ID.TargetCompleted.Label]; ok {
			tests[e.ID.TargetCompleted.Label] = skipped
		}
	case e.ID.TestSummary != nil:
		switch e.TestSummary.OverallStatus {
		case "PASSED", "FLAKY":
			tests[e.ID.TestSummary.Label] = passed
		default:
			tests[e.ID.TestSummary.Label] = failed
		}
	}
}

// labels returns the labels of the tests that ended so and begin with prefix, sorted.
func (tests outcomes) labels(how outcome, prefix string) []string {
	var labels []string
	for _, label := range slices.Sorted(maps.Keys(tests)) {
		if tests[label] == how && strings.HasPrefix(label, prefix) {
			labels = append(labels, label)
		}
	}
	return labels
}

// check returns what makes a run with these outcomes a failed one, or nil. Below prefix a test must have passed.
func (tests outcomes) check(prefix string) error {
	var errs []error
	if labels := tests.labels(failed, ""); len(labels) > 0 {
		errs = append(errs, fmt.Errorf("failed: %s", strings.Join(labels, ", ")))
	}
	for _, p := range []string{"", prefix} {
		if len(tests.labels(passed, p)) == 0 {
			errs = append(errs, fmt.Errorf("no test passed below %q", "//"+strings.TrimPrefix(p, "//")))
			break
		}
	}
	return errors.Join(errs...)
}

// String returns the line with the numbers.
func (tests outcomes) String() string {
	return fmt.Sprintf("tests: %d passed, %d failed, %d skipped",
		len(tests.labels(passed, "")), len(tests.labels(failed, "")), len(tests.labels(skipped, "")))
}
