package runner

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/complaint"
	"github.com/qgraph/qgraph/tools/run/results"
)

// deviation is a declared deviation of the QEMU that runs the path.
type deviation struct {
	graph.Deviation
	complains *regexp.Regexp // nil: a check fails
	messages  []string       // of the failures that it explains
}

// declare gives the recorder the deviations of the path. One with a bad expression, which
// Validate reports, is left out.
func (r *recorder) declare(list []graph.Deviation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range list {
		known := &deviation{Deviation: d}
		if d.Complains != "" {
			var err error
			if known.complains, err = regexp.Compile(d.Complains); err != nil {
				continue
			}
		}
		r.declared = append(r.declared, known)
	}
}

// cover returns the deviation that explains a failure with these errors now, and the
// step that it is declared for; nil if there is none. The caller holds the lock.
func (r *recorder) cover(errs error) (*deviation, *step) {
	if _, ok := errors.AsType[*verdict](errs); ok {
		return nil, nil
	}
	if r.endedBy != nil {
		return r.endedBy, &r.whole
	}
	for s := r.step; s != nil; s = s.outer {
		for _, d := range r.declared {
			if !slices.ContainsFunc(d.In, func(p graph.Place) bool { return p.Step == s.title() }) || !r.explains(d, errs) {
				continue
			}
			if d.Ends != graph.Continues {
				r.endedBy = d
			}
			return d, s
		}
	}
	return nil, nil
}

// explains reports whether a deviation explains a failure with these errors now.
func (r *recorder) explains(d *deviation, errs error) bool {
	if said, ok := errors.AsType[*complaint.Error](errs); ok || d.complains != nil {
		return ok && d.complains != nil && d.complains.MatchString(said.Message)
	}
	class := classOf(errs)
	switch d.Ends {
	case graph.Exits:
		return class == results.QEMUExited
	case graph.Crashes:
		return class == results.QEMUCrashed
	case graph.Hangs:
		return class == results.TimedOut
	}
	// An awaited state did not come, but the path has time left.
	return class == results.TestFailed || class == results.TimedOut && r.timeOver() == nil
}

// shown returns the deviations that showed.
func (r *recorder) shown() []results.Deviation {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []results.Deviation
	for _, d := range r.declared {
		if len(d.messages) == 0 {
			continue
		}
		var steps []string
		for _, s := range r.steps {
			if s.Class == results.Known && s.Deviation == d.Name {
				steps = append(steps, s.Name)
			}
		}
		list = append(list, results.Deviation{
			Name: d.Name, Steps: steps, Messages: slices.Clone(d.messages), Does: d.Does, Says: d.Says, Clause: d.Clause.String(),
			Report: d.Report, Lines: d.Lines(),
		})
	}
	return list
}

// explained reports whether declared deviations explain failures of the test.
func (r *recorder) explained() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.declared, func(d *deviation) bool { return len(d.messages) > 0 })
}

// hung reports whether QEMU hangs by a declared deviation.
func (r *recorder) hung() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.endedBy != nil && r.endedBy.Ends == graph.Hangs
}

// broken reports whether the test has failed outside of its declared deviations.
func (r *recorder) broken() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.whole.broken
}

// verdict is an error about a declared deviation, which no deviation explains.
type verdict struct{ text string }

func (v *verdict) Error() string { return v.text }

func verdictf(format string, args ...any) error { return &verdict{fmt.Sprintf(format, args...)} }

// mended returns an error for each part of the test that ran and did not show a declared
// deviation, and for each declared step that the test does not have. The QEMUs are of
// these versions.
func (r *recorder) mended(first, second graph.Version) []error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.endedBy != nil {
		return nil // the rest of the test did not run
	}
	var errs []error
	for _, d := range r.declared {
		for _, p := range d.In {
			switch fate := r.fate(p.Step); {
			case fate == absent && d.Part == "":
				errs = append(errs, verdictf("deviation %q is declared for step %q, which the test does not have: see %s", d.Name, p.Step, d.Lines()))
			case fate == passes:
				errs = append(errs, d.gone(p, first, second))
			}
		}
	}
	return errs
}

// gone returns the error that a deviation does not show in a part of the test on QEMUs of
// these versions.
func (d *deviation) gone(p graph.Place, v, second graph.Version) error {
	on := v.String()
	if len(d.To) > 0 {
		on += " to " + second.String()
	}
	part := "the test"
	if p.Step != "" {
		part = fmt.Sprintf("step %q", p.Step)
	}
	if len(d.messages) > 0 {
		return verdictf("deviation %q shows elsewhere, but %s passes on QEMU %s: take this place out of %s", d.Name, part, on, d.Lines())
	}
	if len(d.To) > 0 {
		return verdictf("deviation %q is gone: %s passes on QEMU %s: delete %s or, if other versions still deviate, limit it", d.Name, part, on, d.Lines())
	}
	return verdictf("deviation %q is gone: %s passes on QEMU %s: delete %s or, if older versions still deviate, add Until: %q", d.Name, part, on, d.Lines(), v)
}

// fate is how a part of a test ended, for its deviation.
type fate uint8

const (
	open   fate = iota // it failed, was skipped or did not run for a good reason
	passes             // it ran, and nothing failed
	absent             // the test has no such step
)

// fate returns how the part of the test with that title ended. The caller holds the
// lock.
func (r *recorder) fate(title string) fate {
	if title == "" {
		if r.whole.failed || r.whole.skipped != "" || len(r.others) > 0 {
			return open
		}
		return passes
	}
	passed := false
	for _, s := range r.steps {
		if s.Name == title {
			if s.Class != results.Passed {
				return open
			}
			passed = true
		}
	}
	switch {
	case passed:
		return passes
	case r.whole.failed || r.whole.skipped != "" || r.notReached(title):
		return open
	}
	return absent
}

// notReached reports whether a step did not run because it or one around it was not
// chosen, or because one around it ended early.
func (r *recorder) notReached(title string) bool {
	around := func(name string) bool { return name == title || strings.HasPrefix(title, name+" / ") }
	return slices.ContainsFunc(r.others, around) ||
		slices.ContainsFunc(r.steps, func(s results.Step) bool { return s.Class != results.Passed && around(s.Name) })
}
