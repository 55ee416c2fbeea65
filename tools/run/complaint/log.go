package complaint

import (
	"fmt"
	"regexp"
	"slices"
	"sync"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/results"
)

// mostKept is how many different complaints of a path are kept.
const mostKept = 100

// Log holds the complaints of one path. Its methods may be called by several goroutines.
type Log struct {
	guestErrors bool
	allowed     []declaration
	expected    []declaration

	mu       sync.Mutex // of all below, and of the readers' data
	at       exchange
	found    []results.Complaint
	index    map[string]int // of found, by what makes a complaint different
	reported []int          // by the index of found: how many of it Undeclared has returned
	more     int            // undeclared complaints beyond mostKept
	came     []bool         // by the index of expected
}

// declaration is a declared complaint with its expression.
type declaration struct {
	graph.Complaint
	re *regexp.Regexp
}

// NewLog returns the log of a path without any complaint. guestErrors says that QEMU writes
// a log of guest errors into its output. The allowed complaints may come, as those that
// the path's nodes declare.
func NewLog(p graph.Path, guestErrors bool, allowed ...graph.Complaint) *Log {
	l := &Log{
		guestErrors: guestErrors, expected: declarations(p.Expected()), index: map[string]int{},
		allowed: declarations(slices.Concat(p.Allowed(), onlyRealTime(), allowed)),
	}
	l.came = make([]bool, len(l.expected))
	return l
}

// declarations returns complaints with their expressions, without those that have a bad
// one: Validate reports them.
func declarations(list []graph.Complaint) []declaration {
	var all []declaration
	for _, c := range list {
		if re, err := regexp.Compile(c.Text); err == nil {
			all = append(all, declaration{c, re})
		}
	}
	return all
}

func (d *declaration) matches(kind graph.ComplaintKind, text string) bool {
	return d.Kind == kind && d.re.MatchString(text)
}

// QEMU returns the reader of a QEMU's output. The name of the one under test is "".
func (l *Log) QEMU(process string) *Reader {
	return &Reader{log: l, process: process, guestErrors: l.guestErrors}
}

// Reader returns the reader of the output of another process.
func (l *Log) Reader(process string) *Reader { return &Reader{log: l, process: process} }

// add adds a complaint that came at a place.
func (l *Log) add(process string, kind graph.ComplaintKind, text string, at place) {
	c := results.Complaint{
		Kind: string(kind), Text: text, Count: 1, Process: process, Step: at.step, Answered: at.answered, Unanswered: at.unanswered,
	}
	for i := range l.expected {
		l.came[i] = l.came[i] || l.expected[i].matches(kind, text)
	}
	if i := slices.IndexFunc(l.allowed, func(d declaration) bool { return d.matches(kind, text) }); i >= 0 {
		c.Declared = l.allowed[i].Why
	}
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%s", process, kind, c.Declared, alike(text))
	if c.Declared == "" {
		key += "\x00" + c.Step // it fails each step that it comes in
	}
	i, ok := l.index[key]
	switch {
	case ok:
		l.found[i].Count++
	case len(l.found) < mostKept:
		l.index[key] = len(l.found)
		l.found, l.reported = append(l.found, c), append(l.reported, 0)
	case c.Declared == "":
		l.more++
	}
}

// Forget drops the complaints of a process that is started once more.
func (l *Log) Forget(process string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	keys := make([]string, len(l.found))
	for key, i := range l.index {
		keys[i] = key
	}
	found, reported := l.found, l.reported
	l.found, l.reported, l.index = nil, nil, map[string]int{}
	for i, c := range found {
		if c.Process != process {
			l.index[keys[i]] = len(l.found)
			l.found, l.reported = append(l.found, c), append(l.reported, reported[i])
		}
	}
}

// numbers matches what differs between messages that are alike: numbers, also those of
// processes, addresses and times.
var numbers = regexp.MustCompile(`0x[0-9a-fA-F]+|\b[0-9a-f]*[0-9][0-9a-f]*\b`)

func alike(text string) string { return numbers.ReplaceAllString(text, "N") }

// Undeclared returns the complaints that no node declares and that came since the last
// call, as errors of type [*Error].
func (l *Log) Undeclared() []error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for i, c := range l.found {
		if c.Declared == "" && c.Count > l.reported[i] {
			c.Count -= l.reported[i]
			l.reported[i] += c.Count
			errs = append(errs, &Error{c.Text, c.String()})
		}
	}
	if l.more > 0 {
		errs = append(errs, &Error{text: fmt.Sprintf("QEMU complained %d times more, in other words", l.more)})
		l.more = 0
	}
	return errs
}

// Missing returns an error for each complaint that must come and has not come.
func (l *Log) Missing() []error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for i, d := range l.expected {
		if !l.came[i] && (d.Kind != graph.GuestError || l.guestErrors) {
			errs = append(errs, fmt.Errorf("the test expects a complaint that did not come: %s", d.Complaint))
		}
	}
	return errs
}

// All returns all complaints, also the declared ones.
func (l *Log) All() []results.Complaint {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.found)
}
