package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/results"
)

// result puts the result together once QEMU has ended.
func (r *run) result(d time.Duration) *results.Result {
	res := &results.Result{Path: r.Path.String(), Class: r.class(), Reason: r.rec.skipped, Duration: d}
	res.Messages = r.rec.messages
	if r.qemu != nil {
		res.Command, res.Output = r.qemu.CommandLine(), r.qemu.Output()
	}
	if res.Failed() {
		r.rec.TB.Log(r.report(res))
	} else if res.Class == results.Skipped {
		r.rec.TB.Logf("skipped: %s", res.Reason)
	}
	return res
}

func (r *run) class() results.Class {
	var exit *qtest.ExitError
	var protocol *qtest.ProtocolError
	switch {
	case !r.rec.Failed() && r.rec.Skipped():
		return results.Skipped
	case !r.rec.Failed():
		return results.Passed
	case !r.setUp:
		return results.SetUp
	case errors.As(r.cause, &exit) && exit.Signal != 0:
		return results.QEMUCrashed
	case errors.As(r.cause, &exit):
		return results.QEMUExited
	case errors.As(r.cause, &protocol):
		return results.Protocol
	case errors.Is(errors.Join(r.rec.errs...), context.DeadlineExceeded):
		return results.TimedOut
	}
	return results.TestFailed
}

// report says all that is needed to see the failure again.
func (r *run) report(res *results.Result) string {
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
