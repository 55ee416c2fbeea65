package bep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

// UnavailableName is the name of a file of results in the outputs of any target,
// whose unavailable ones say why the targets of those paths are skipped.
const UnavailableName = "unavailable.jsonl"

// pathTag is the tag of a target that is a path.
const pathTag = "path"

// OnQEMU returns the name of a path's target for one of several QEMUs.
func OnQEMU(path, qemu string) string { return path + "@" + qemu }

// noReason is the reason of a skipped target without a known one.
const noReason = "the QEMU of this build cannot run it (bazel test //tests:availability --test_output=all says why)"

// Results returns how the paths among the targets ended, sorted by path. It reads
// the tests' outputs at the places that Bazel names. If they are gone, a result
// says so and has only the data of the events. The path of a target for one of
// several QEMUs has the QEMU's name at its end, as [OnQEMU] writes it.
func (b *Build) Results() []results.Result {
	reasons := b.reasons()
	var all []results.Result
	for _, t := range b.Targets {
		_, name, ok := strings.Cut(t.Label, ":")
		if !ok || t.Left || !slices.Contains(t.Tags, pathTag) {
			continue
		}
		r := t.result(name)
		if r.Class == results.Unavailable && reasons[name] != "" {
			r.Reason = reasons[name]
		}
		if r.Rerun == "" {
			r.Rerun = "bazel test " + t.Label
		}
		all = append(all, *r)
	}
	slices.SortFunc(all, results.Result.Compare)
	return all
}

// reasons returns why paths are unavailable, from the outputs of other tests.
func (b *Build) reasons() map[string]string {
	reasons := map[string]string{}
	for _, t := range b.Targets {
		if len(t.Attempts) == 0 || slices.Contains(t.Tags, pathTag) {
			continue
		}
		o, err := t.Attempts[len(t.Attempts)-1].outputs()
		if err != nil {
			continue
		}
		if f, err := o.Open(UnavailableName); err == nil {
			all, _ := results.Read(f) // the complete lines are good
			for _, r := range all {
				reasons[r.Path] = r.Reason
			}
			f.Close()
		}
		_ = o.close() // it was read
	}
	return reasons
}

func (t *Target) result(path string) *results.Result {
	switch {
	case t.Skipped:
		return &results.Result{Path: path, Class: results.Unavailable, Reason: noReason}
	case len(t.Attempts) > 0:
		return t.ran(path)
	case t.Status == NotBuilt, t.Status == "" && t.Problem != "" && !t.interrupted():
		message := "not built"
		if t.Problem != "" {
			message += ": " + t.Problem
		}
		return &results.Result{Path: path, Class: results.SetUp, Messages: []string{message}}
	}
	return &results.Result{Path: path, Class: results.Interrupted, Reason: "Bazel ended before the path did"}
}

func (t *Target) interrupted() bool {
	switch t.Aborted {
	case "USER_INTERRUPTED", "TIME_OUT", "INCOMPLETE", "NO_BUILD":
		return true
	}
	return false
}

// ran returns the result of a test that was started: of its last failure or, if
// it passed in the end, of the last attempt.
func (t *Target) ran(path string) *results.Result {
	var failures []*Attempt
	for i := range t.Attempts {
		if !t.Attempts[i].Status.OK() {
			failures = append(failures, &t.Attempts[i])
		}
	}
	last := &t.Attempts[len(t.Attempts)-1]
	if !t.passed() && len(failures) > 0 {
		last = failures[len(failures)-1]
	}
	r := last.result(path)
	r.Cached = last.Cached
	if len(t.Attempts) == 1 {
		return r
	}
	r.Attempts = len(t.Attempts)
	if r.Failed() {
		r.Messages = append(r.Messages, fmt.Sprintf("failed in %d of %d attempts", len(failures), len(t.Attempts)))
	} else if len(failures) > 0 {
		first := failures[0].result(path)
		r.Messages = append(first.Messages, fmt.Sprintf("passed in the end: failed in %d of %d attempts", len(failures), len(t.Attempts)))
	}
	return r
}

// passed reports whether the test passed as a whole. Without a summary the last attempt counts.
func (t *Target) passed() bool {
	if t.Status == "" {
		return t.Attempts[len(t.Attempts)-1].Status.OK()
	}
	return t.Status.OK()
}

// result returns the result that the attempt left, or makes one from its log.
func (a *Attempt) result(path string) *results.Result {
	r, err := a.left(path)
	if err == nil {
		return r
	}
	r = &results.Result{Path: path, Class: a.class(), Started: a.Started, Duration: a.Duration}
	if r.Class == results.Passed {
		return r
	}
	tail, logErr := a.logTail()
	if logErr != nil {
		r.Messages = append(r.Messages, fmt.Sprintf("%s; no details: %v", a.said(), logErr))
		return r
	}
	class, message := fromLog(tail)
	if class != "" && r.Class == results.TestFailed {
		r.Class = class
	}
	if message == "" {
		message = a.said()
	}
	r.Messages, r.Tail = []string{message}, tail
	if !errors.Is(err, fs.ErrNotExist) {
		r.Messages = append(r.Messages, fmt.Sprintf("no %s: %v", results.FileName, err))
	}
	return r
}

// errOther means that the files are of another attempt: Bazel writes those of
// each run to one place.
var errOther = errors.New("is of another run")

// left returns the result that the test wrote.
func (a *Attempt) left(path string) (*results.Result, error) {
	o, err := a.outputs()
	if err != nil {
		return nil, err
	}
	defer func() { _ = o.close() }() // it is only read
	text, err := o.read(results.FileName)
	if err != nil {
		return nil, err
	}
	var r results.Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", o.name, results.FileName, err)
	}
	if own, _, _ := strings.Cut(path, "@"); r.Path != own || r.Failed() != !a.Status.OK() && r.Class != results.Interrupted {
		return nil, fmt.Errorf("%s: %s: of %s, %s: %w", o.name, results.FileName, r.Path, r.Class, errOther)
	}
	r.Path = path
	r.Transcript, r.Reproducer = o.where(r.Transcript), o.where(r.Reproducer)
	if _, name, ok := strings.Cut(r.QEMU, ".runfiles/"); ok { // one file, but each path has it in a folder of its own
		r.QEMU = name
	}
	if r.Started.IsZero() {
		r.Started = a.Started
	}
	if r.Duration == 0 {
		r.Duration = a.Duration
	}
	return &r, nil
}

func (a *Attempt) class() results.Class {
	switch a.Status {
	case Passed, Flaky:
		return results.Passed
	case TimedOut:
		return results.TimedOut
	case Incomplete, NoStatus:
		return results.Interrupted
	case NotBuilt, RemoteFailure, Halted:
		return results.SetUp
	}
	return results.TestFailed
}

// said returns Bazel's words about the attempt.
func (a *Attempt) said() string {
	if a.Details != "" {
		return fmt.Sprintf("Bazel says %s: %s", a.Status, a.Details)
	}
	return fmt.Sprintf("Bazel says %s", a.Status)
}

var (
	// The lines that package runner logs about a failure.
	classLine = regexp.MustCompile(`(?m)path \S+ failed \(([a-z-]+)\)`)
	// The lines that package testing logs for Errorf.
	messageLine = regexp.MustCompile(`(?m)^ +(\w+\.go:\d+: .*)$`)
)

// fromLog returns the class in the log of a failed test, and the first message in it.
func fromLog(text string) (results.Class, string) {
	var class results.Class
	if m := classLine.FindStringSubmatch(text); m != nil && results.Class(m[1]).Failed() {
		class = results.Class(m[1])
	}
	if m := messageLine.FindStringSubmatch(text); m != nil {
		return class, m[1]
	}
	return class, ""
}
