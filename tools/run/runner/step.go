package runner

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/complaint"
	"github.com/qgraph/qgraph/tools/run/results"
)

// Steps chooses steps of a test: a regular expression for the names of each level,
// the outermost first. The zero Steps are all.
type Steps struct {
	levels []*regexp.Regexp
	text   string
}

// ParseSteps returns the steps that a pattern selects, as in "card of 4 GiB/ADMA2":
// an expression for a part of the name of each level, with a slash between them.
func ParseSteps(pattern string) (Steps, error) {
	s := Steps{text: pattern}
	if pattern == "" {
		return s, nil
	}
	for level := range strings.SplitSeq(pattern, "/") {
		re, err := regexp.Compile(strings.TrimSpace(level))
		if err != nil {
			return Steps{}, fmt.Errorf("runner: steps %q: %w", pattern, err)
		}
		s.levels = append(s.levels, re)
	}
	return s, nil
}

// StepPattern returns the pattern of a step by its name in a result.
func StepPattern(title string) string {
	names := strings.Split(title, " / ")
	for i, name := range names {
		names[i] = "^" + regexp.QuoteMeta(name) + "$"
	}
	return strings.Join(names, "/")
}

// match reports whether the name of a step of that level, from 0, is chosen.
func (s Steps) match(level int, name string) bool {
	return level >= len(s.levels) || s.levels[level].MatchString(name)
}

// step is a step under way.
type step struct {
	outer    *step      // nil: the test itself
	depth    int        // 0 for the test itself
	names    []string   // of the steps around it, and its own
	index    int        // among the recorder's steps
	failed   bool       // it, or a step of it
	broken   bool       // it failed, and no declared deviation explains it
	known    *deviation // that explains its first failure; nil for none
	skipped  string     // why it was skipped
	errs     []error    // the errors in its messages
	cleanups []func()   // called when it ends
	tb       testing.TB // receives its messages
}

// title returns the step's name in a result.
func (s *step) title() string { return strings.Join(s.names, " / ") }

// Step implements the method of package run's T.
func (r *recorder) Step(name string, f func()) bool {
	if r.gone() {
		if err := r.ctx.Err(); err != nil && !r.Failed() {
			r.Errorf("no time is left for step %q: %v", name, err)
		}
		runtime.Goexit() // the test has failed; it only has to end
	}
	outer := r.current()
	if !r.only.match(outer.depth, name) {
		r.passedOver(append(slices.Clone(outer.names), name))
		return true
	}
	var s *step
	body := func(tb testing.TB) {
		began := time.Now()
		s = r.enter(outer, name, tb)
		returned := false
		r.protect(func() {
			f()
			returned = true
		})
		r.settle()
		r.runCleanups()
		r.heed()
		r.leave(s, time.Since(began), returned)
	}
	if t, ok := outer.tb.(*testing.T); ok {
		t.Run(name, func(sub *testing.T) {
			body(sub)
			switch {
			case s.failed && !s.broken:
				sub.Skipf("known deviation %v", s.known)
			case s.skipped != "" && !s.failed:
				sub.SkipNow()
			}
		})
		if s == nil { // -test.run names others
			r.passedOver(append(slices.Clone(outer.names), name))
		}
	} else {
		body(outer.tb)
	}
	return s == nil || !s.failed
}

// passedOver notes a step that is not chosen.
func (r *recorder) passedOver(names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.others = append(r.others, strings.Join(names, " / "))
}

// enter begins a step.
func (r *recorder) enter(outer *step, name string, tb testing.TB) *step {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &step{
		outer: outer, depth: outer.depth + 1, names: append(slices.Clone(outer.names), name), index: len(r.steps), tb: tb,
	}
	// The class if the test is given up in this step.
	r.steps = append(r.steps, results.Step{Name: s.title(), Class: results.TimedOut})
	if s.depth >= len(r.only.levels) {
		r.chosen = true
	}
	r.step, r.told = s, &told{tb}
	r.began(s.title())
	return s
}

// leave ends a step. It returned, or it ended early.
func (r *recorder) leave(s *step, took time.Duration, returned bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step, r.told = s.outer, &told{s.outer.tb}
	r.left(s.outer.title())
	done := &r.steps[s.index]
	done.Duration = took
	switch {
	case s.failed && !s.broken:
		done.Class, done.Reason, done.Deviation = results.Known, s.known.String(), s.known.Name
		r.cut = r.cut || !returned
	case s.failed:
		done.Class = classOf(errors.Join(s.errs...))
	case s.skipped != "":
		done.Class, done.Reason = results.Skipped, s.skipped
	default:
		done.Class = results.Passed
	}
}

// current returns the innermost step under way.
func (r *recorder) current() *step {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step
}

// noSuchStep returns an error if the test has steps and none of them ran, or if a
// pattern matches no step.
func (r *recorder) noSuchStep() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.only.text != "" && !r.chosen:
		return fmt.Errorf("no step matches %q: those not run are %q", r.only.text, r.others)
	case len(r.steps) == 0 && len(r.others) > 0:
		return fmt.Errorf("no step was chosen of %q", r.others)
	}
	return nil
}

// classOf returns the class of a failure by the errors in its messages.
func classOf(said error) results.Class {
	var exit *qtest.ExitError
	var protocol *qtest.ProtocolError
	switch {
	case errors.As(said, &protocol):
		return results.Protocol
	case errors.As(said, &exit) && exit.Signal != 0:
		return results.QEMUCrashed
	case errors.As(said, &exit):
		return results.QEMUExited
	case errors.Is(said, context.DeadlineExceeded):
		return results.TimedOut
	}
	if onlyComplaints(said) {
		return results.Complained
	}
	return results.TestFailed
}

// onlyComplaints reports whether all errors that were joined are complaints of QEMU.
func onlyComplaints(said error) bool {
	if all, ok := said.(interface{ Unwrap() []error }); ok {
		return !slices.ContainsFunc(all.Unwrap(), func(err error) bool { return !onlyComplaints(err) })
	}
	var c *complaint.Error
	return errors.As(said, &c)
}
