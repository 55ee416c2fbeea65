package picture

import (
	"fmt"
	"slices"
	"strings"
)

// State is the outcome of a path, or of the paths through a node or an edge.
type State uint8

// The states.
const (
	Plain       State = iota // unknown
	Passed                   // all that ran passed
	Mixed                    // some failed; never the state of a single path
	Failed                   // all that ran failed
	NotRun                   // none ran
	Unavailable              // none can run on the available QEMU
)

// String returns the words that the legend uses.
func (s State) String() string {
	switch s {
	case Plain:
		return ""
	case Passed:
		return "passed"
	case Mixed:
		return "some failed (✗failed/ran)"
	case Failed:
		return "all that ran failed"
	case NotRun:
		return "not run"
	case Unavailable:
		return "unavailable"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Outcome is the outcome of a path.
type Outcome struct {
	State  State
	Reason string // why it is unavailable; may be ""
}

// Tally counts the paths through a node or an edge by their state.
type Tally struct {
	Paths, Passed, Failed, NotRun, Unavailable int

	Failures []string // names of paths that failed: the first few
	Reasons  []string // why paths are unavailable: the first few
}

// maxNotes is the number of failures, and of reasons, in a tooltip.
const maxNotes = 4

// add counts a path.
func (t *Tally) add(o Outcome, path string) {
	one := Tally{Paths: 1}
	switch o.State {
	case Plain:
	case Passed:
		one.Passed = 1
	case Failed, Mixed:
		one.Failed = 1
		one.Failures = []string{path}
	case NotRun:
		one.NotRun = 1
	case Unavailable:
		one.Unavailable = 1
		if o.Reason != "" {
			one.Reasons = []string{o.Reason}
		}
	}
	t.merge(one)
}

// merge adds the paths of another tally.
func (t *Tally) merge(other Tally) {
	t.Paths += other.Paths
	t.Passed += other.Passed
	t.Failed += other.Failed
	t.NotRun += other.NotRun
	t.Unavailable += other.Unavailable
	t.Failures = note(t.Failures, other.Failures)
	t.Reasons = note(t.Reasons, other.Reasons)
}

// note adds a new failure or reason if there is room.
func note(notes, more []string) []string {
	for _, n := range more {
		if len(notes) < maxNotes && !slices.Contains(notes, n) {
			notes = append(notes, n)
		}
	}
	return notes
}

// State returns the common state of the paths.
func (t *Tally) State() State {
	switch {
	case t.Failed > 0 && t.Passed > 0:
		return Mixed
	case t.Failed > 0:
		return Failed
	case t.Passed > 0:
		return Passed
	case t.Unavailable > 0 && t.Unavailable == t.Paths:
		return Unavailable
	case t.NotRun > 0:
		return NotRun
	}
	return Plain
}

// String returns the counts in the words of a tooltip: "9 paths: 8 passed, 1
// failed".
func (t *Tally) String() string {
	text := count(t.Paths, "path")
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{t.Failed, "failed"}, {t.Passed, "passed"}, {t.NotRun, "not run"}, {t.Unavailable, "unavailable"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}

// lines returns the lines of a tooltip: the counts, then failures and reasons.
func (t *Tally) lines() []string {
	lines := []string{t.String()}
	for _, f := range t.Failures {
		lines = append(lines, "failed: "+f)
	}
	for _, r := range t.Reasons {
		lines = append(lines, "unavailable: "+r)
	}
	return lines
}

// count returns a number and its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
