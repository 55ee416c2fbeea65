package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Class says what kind of thing went wrong.
type Class string

// The classes of outcome.
const (
	Passed      Class = "passed"
	Skipped     Class = "skipped"
	TestFailed  Class = "test"     // the device did not do what the test expects
	QEMUCrashed Class = "crash"    // QEMU died by a signal
	QEMUExited  Class = "exit"     // QEMU ended by itself
	Protocol    Class = "protocol" // QEMU's answers make no sense
	TimedOut    Class = "timeout"  // something awaited did not come
	SetUp       Class = "set-up"   // the test did not begin
)

// Result is how a path ended.
type Result struct {
	Path     string        `json:"path"`
	Class    Class         `json:"class"`
	Messages []string      `json:"messages,omitempty"` // what the test said, first the first failure
	Reason   string        `json:"reason,omitempty"`   // of a skip
	Command  []string      `json:"command,omitempty"`  // QEMU's command line
	Output   string        `json:"output,omitempty"`   // what QEMU wrote
	Duration time.Duration `json:"duration_ns"`
}

// Failed reports whether the path failed.
func (r *Result) Failed() bool { return r.Class != Passed && r.Class != Skipped }

// result puts the result together once QEMU has ended.
func (r *run) result(d time.Duration) *Result {
	res := &Result{Path: r.Path.String(), Class: r.class(), Reason: r.rec.skipped, Duration: d}
	res.Messages = r.rec.messages
	if r.qemu != nil {
		res.Command, res.Output = r.qemu.CommandLine(), r.qemu.Output()
	}
	if res.Failed() {
		r.rec.TB.Log(r.report(res))
	} else if res.Class == Skipped {
		r.rec.TB.Logf("skipped: %s", res.Reason)
	}
	return res
}

func (r *run) class() Class {
	var exit *qtest.ExitError
	var protocol *qtest.ProtocolError
	switch {
	case !r.rec.Failed() && r.rec.Skipped():
		return Skipped
	case !r.rec.Failed():
		return Passed
	case !r.setUp:
		return SetUp
	case errors.As(r.cause, &exit) && exit.Signal != 0:
		return QEMUCrashed
	case errors.As(r.cause, &exit):
		return QEMUExited
	case errors.As(r.cause, &protocol):
		return Protocol
	case errors.Is(errors.Join(r.rec.errs...), context.DeadlineExceeded):
		return TimedOut
	}
	return TestFailed
}

// report says all that is needed to see the failure again.
func (r *run) report(res *Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "path %s failed (%s)\n", res.Path, res.Class)
	if len(res.Command) > 0 {
		fmt.Fprintf(&b, "command line:\n  %s\n", Quote(res.Command))
	}
	if res.Output != "" {
		fmt.Fprintf(&b, "QEMU wrote:\n%s\n", indent(res.Output))
	}
	if r.transcript != nil {
		fmt.Fprintf(&b, "last exchanges with QEMU (all of them: %s):\n%s\n", r.transcript.Name(), indent(r.transcript.Tail()))
	}
	if r.Rerun != "" {
		fmt.Fprintf(&b, "run it again: %s\n", r.Rerun)
	}
	return b.String()
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ")
}

// Quote returns the words as a POSIX shell command.
func Quote(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = w
		if w == "" || strings.ContainsFunc(w, func(r rune) bool {
			return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./,:=+@%", r))
		}) {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
