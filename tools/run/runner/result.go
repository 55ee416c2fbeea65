package runner

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/shell"
	"github.com/qgraph/qgraph/tools/run/transcript"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// result builds the result after QEMU has ended, and reports it.
func (r *session) result(started time.Time) *results.Result {
	messages, _ := r.rec.said()
	deviations := r.rec.shown()
	res := &results.Result{
		Path: r.Path.String(), Class: r.class(), Reason: r.rec.reason(), Messages: messages, Steps: r.rec.ended(), Deviations: deviations, QEMU: r.Bundle.Path,
		Clock: r.Bundle.Clock().String(), Complaints: r.complaints.All(),
		Monitor: r.monitor, Backtrace: r.backtrace, Rerun: r.Rerun, Started: started, Duration: time.Since(started),
	}
	if r.qemu != nil {
		res.Command, res.Output = r.outside(r.qemu.CommandLine()), r.qemu.Output()
		res.Exchanges = r.exchanges()
	}
	var notStarted *qtest.StartError
	if errors.As(r.cause, &notStarted) && r.qemu == nil {
		res.Command, res.Output = r.outside(notStarted.Command), notStarted.Output
	}
	res.Others = r.others()
	if r.second != nil {
		res.Complaints = append(res.Complaints, r.second.complaints.All()...)
	}
	if r.transcript != nil {
		res.Transcript = r.transcript.Name()
	}
	if res.Class == results.Known {
		res.Reason = results.Reason(deviations)
	}
	switch {
	case res.Failed():
		if r.transcript != nil {
			res.Tail = r.transcript.Tail()
		}
		if r.cmd != nil && r.transcript != nil {
			var err error
			if res.Reproducer, err = r.script(messages); err != nil {
				r.lost(res, fmt.Errorf("cannot make %s: %w", transcript.ScriptName, err))
			}
		}
		r.rec.whole.tb.Log(r.report(res))
	case res.Class == results.Skipped:
		r.rec.whole.tb.Logf("skipped: %s", res.Reason)
	case res.Class == results.Known:
		r.rec.whole.tb.Logf("known: %s", res.Reason)
	}
	if r.transcript != nil {
		if err := r.transcript.Close(); err != nil {
			r.lost(res, fmt.Errorf("the transcript is incomplete: %w", err))
		}
	}
	if err := r.keep(res); err != nil {
		r.lost(res, fmt.Errorf("the result is not kept: %w", err))
	}
	return res
}

// exchanges counts the commands of all QEMUs of the path.
func (r *session) exchanges() *results.Exchanges {
	all := &results.Exchanges{Verbs: map[string]int{}}
	for _, i := range r.running() {
		n := i.qemu.Counts()
		all.Commands += n.Commands
		all.Waited += n.Waited
		all.Idle += n.Idle.Commands
		all.IdleWaited += n.Idle.Waited
		for verb, n := range n.Verbs {
			all.Verbs[verb] += n
		}
	}
	return all
}

// secondName is the name of the second QEMU in results.
const secondName = "second QEMU"

// others returns the path's other processes than the first QEMU.
func (r *session) others() []results.Process {
	var all []results.Process
	var notStarted *qtest.StartError
	switch second := r.second; {
	case second == nil:
	case second.qemu != nil:
		all = append(all, results.Process{
			Name: secondName, Command: r.outside(second.qemu.CommandLine()), Output: second.qemu.Output(), End: second.qemu.End(),
			Monitor: second.monitor, Backtrace: second.backtrace,
		})
	case errors.As(r.cause, &notStarted):
		all = append(all, results.Process{Name: secondName, Command: r.outside(notStarted.Command), Output: notStarted.Output})
	}
	for _, use := range r.backends() {
		if h := r.peers.Helpers[use.Name]; h != nil {
			all = append(all, results.Process{
				Name: helperName(use), Command: r.outside(h.CommandLine()), Output: h.Output(), End: h.End(),
			})
		}
	}
	var failed *qtest.HelperError
	if errors.As(r.cause, &failed) && !slices.ContainsFunc(all, func(p results.Process) bool { return slices.Equal(p.Command, r.outside(failed.Command)) }) {
		all = append(all, results.Process{
			Name: r.nameOf(failed), Command: r.outside(failed.Command), Output: failed.Output, End: failed.End,
		})
	}
	return all
}

// nameOf returns the name of a helper that did not start.
func (r *session) nameOf(failed *qtest.HelperError) string {
	for _, use := range r.backends() {
		if h := use.Backend.Helper; h != nil && h.Program == failed.Program && r.peers.Helpers[use.Name] == nil {
			return helperName(use)
		}
	}
	return failed.Program
}

// lost notes a file that could not be written: a full disk is not the device's
// fault.
func (r *session) lost(res *results.Result, err error) {
	res.Lost = append(res.Lost, err.Error())
	r.rec.whole.tb.Log(err)
}

// keep writes the result into the path's outputs.
func (r *session) keep(res *results.Result) error {
	if r.Outputs == "" {
		return nil
	}
	return wholefile.Write(filepath.Join(r.Outputs, results.FileName), 0o666, func(w io.Writer) error { return results.Write(w, res) })
}

// blames reports whether it is QEMU's fault that it did not start: the command
// exists and is a QEMU.
func blames(kind qtest.StartKind) bool {
	return kind == qtest.Exited || kind == qtest.Signalled || kind == qtest.Protocol
}

// class says how the path ended. QEMU's own end takes precedence: it causes the
// test's errors.
func (r *session) class() results.Class {
	var exit *qtest.ExitError
	var protocol *qtest.ProtocolError
	var notStarted *qtest.StartError
	var helper *qtest.HelperError
	switch {
	case r.interrupted() && (r.rec.broken() || r.rec.explained()):
		return results.Interrupted
	case !r.rec.broken() && r.rec.explained():
		return results.Known
	case !r.rec.Failed() && r.rec.Skipped():
		return results.Skipped
	case !r.rec.Failed():
		return results.Passed
	case errors.As(r.cause, &exit) && exit.Signal != 0 && !exit.Killed: // not even a dead helper may kill QEMU
		return results.QEMUCrashed
	case errors.As(r.cause, &helper):
		return results.Helper
	case errors.As(r.cause, &notStarted) && notStarted.Kind == qtest.Hung:
		return results.TimedOut
	case !r.setUp && (notStarted == nil || !blames(notStarted.Kind)):
		return results.SetUp
	case errors.As(r.cause, &exit) && exit.Killed:
		return results.TimedOut
	case errors.As(r.cause, &exit):
		return results.QEMUExited
	case errors.As(r.cause, &protocol):
		return results.Protocol
	}
	return classOf(r.rec.firstSaid()) // also where QEMU exited with status 0
}

// report returns all that a reader needs to reproduce a failure.
func (r *session) report(res *results.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "path %s failed (%s)\n", res.Path, res.Class)
	for _, step := range res.FailedIn() {
		fmt.Fprintf(&b, "failed in: %s\n", step)
	}
	for _, part := range []struct{ title, text string }{
		{"virtual clock", res.Clock},
		{"command line", shell.Quote(res.Command)},
		{"QEMU complained", res.ComplaintLines()},
		{"QEMU wrote", res.Output},
		{"backtrace", res.Backtrace},
		{"QEMU's monitor", res.Monitor},
		{"last exchanges with QEMU", res.Tail},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, "%s:\n%s\n", part.title, indent(part.text))
		}
	}
	for _, p := range res.Others {
		fmt.Fprintf(&b, "%s, which %s:\n%s\n", p.Name, cmp.Or(p.End, "did not start"), indent(shell.Quote(p.Command)))
		for _, part := range []struct{ title, text string }{
			{p.Name + " wrote", p.Output},
			{"backtrace of " + p.Name, p.Backtrace},
			{"monitor of " + p.Name, p.Monitor},
		} {
			if part.text != "" {
				fmt.Fprintf(&b, "%s:\n%s\n", part.title, indent(part.text))
			}
		}
	}
	for _, part := range []struct{ title, text string }{
		{"the whole exchange", r.kept(res.Transcript)},
		{"replay it without qgraph", bash(r.kept(res.Reproducer))},
		{"run it again", res.Rerun},
		{"run that step alone", r.rerunStep(res)},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, "%s: %s\n", part.title, part.text)
		}
	}
	return b.String()
}

// rerunStep returns the command that runs the first step that failed.
func (r *session) rerunStep(res *results.Result) string {
	steps := res.FailedIn()
	if len(steps) == 0 || r.RerunStep == nil {
		return ""
	}
	return r.RerunStep(StepPattern(steps[0]))
}

// outside returns a command with the file names of after the test.
func (r *session) outside(words []string) []string {
	if r.Outside == nil {
		return words
	}
	named := make([]string, len(words))
	for i, w := range words {
		named[i] = r.Outside(w)
	}
	return named
}

// kept returns the final place of a file of the outputs.
func (r *session) kept(name string) string {
	if name == "" || r.Kept == "" {
		return name
	}
	return filepath.Join(r.Kept, filepath.Base(name))
}

func bash(script string) string {
	if script == "" {
		return ""
	}
	return "bash " + shell.Quote([]string{script})
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ")
}
