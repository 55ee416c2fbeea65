package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/bep"
)

// outcome is how a test ended.
type outcome int

const (
	failed outcome = iota // the default
	passed
	skipped
	left // out by a filter
)

// outcomes are the tests of a build.
type outcomes []*bep.Target

func outcomeOf(t *bep.Target) outcome {
	switch {
	case t.Skipped:
		return skipped
	case t.Left:
		return left
	case t.Status.OK():
		return passed
	}
	return failed
}

// labels returns the labels of the tests with that outcome that begin with
// prefix, sorted.
func (tests outcomes) labels(how outcome, prefix string) []string {
	var labels []string
	for _, t := range tests {
		if outcomeOf(t) == how && strings.HasPrefix(t.Label, prefix) {
			labels = append(labels, t.Label)
		}
	}
	slices.Sort(labels)
	return labels
}

// check returns an error if a run with these outcomes failed. Below prefix a test must have passed.
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

// known returns how many of the passed paths have known deviations of QEMU.
func known(b *bep.Build) int { return results.Count(b.Results())[results.Known] }

// String returns the line with the numbers.
func (tests outcomes) String() string {
	return fmt.Sprintf("tests: %d passed, %d failed, %d skipped",
		len(tests.labels(passed, "")), len(tests.labels(failed, "")), len(tests.labels(skipped, "")))
}
