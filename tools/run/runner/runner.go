package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/backtrace"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/complaint"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// DefaultTimeout is the time that one path may take.
const DefaultTimeout = 60 * time.Second

// stopTimeout is the time that QEMU has to end after its test.
const stopTimeout = 10 * time.Second

// heedTimeout is the time that a test has to end after its context.
const heedTimeout = 3 * time.Second

// AfterTimeout is the time, after that of the path is over, to give up a hanging
// test, to examine a hanging QEMU, to end it and to report.
const AfterTimeout = heedTimeout + monitorTimeout + backtrace.Timeout + stopTimeout

// Options say how a path is run.
type Options struct {
	Path      graph.Path
	Bundle    *bundle.Bundle
	Second    *bundle.Bundle           // the second QEMU of a test of two; nil: Bundle
	Machine   string                   // the machine's name for QEMU, as of [graph.Path.Common]; "": that of the path
	Scratch   string                   // an existing folder; the path gets one of its own in it
	Outputs   string                   // an existing folder for the path's files; "" for none
	Outside   func(word string) string // name, outside, of a file in the test's sandbox; nil: the same
	Kept      string                   // final place of Outputs, for reports; "": the same
	Timeout   time.Duration            // for the whole path; 0 is DefaultTimeout, or none with a debugger
	Rerun     string                   // command that runs this path again, for failure reports
	RerunStep func(step string) string // the same, for the steps that a pattern selects
	Debug     Debugger
	Steps     Steps   // the steps of the test to run; the zero value is all
	Log       QEMULog // what QEMU is to log; the zero value is nothing

	Relay   func(client, qemu net.Conn)                    // of the qtest channel, see [qtest.Config]; nil for none
	Started func(ctx context.Context, q *qtest.QEMU) error // called before the test begins; nil for nothing
	Stream  qtest.Through                                  // carries the stream of a migration; nil: QEMU does
}

// Run runs the path on behalf of tb, which fails or is skipped with the test.
// It returns when QEMU has ended.
//
// The outputs get a transcript ([transcript.Name]) as it happens, the result
// ([results.FileName]) and, after a failure, a script that reproduces it
// ([transcript.ScriptName]).
func Run(tb testing.TB, o Options) *results.Result {
	started := time.Now()
	base := tb.Context()
	switch {
	case o.Debug != NoDebugger:
		o.Timeout = forever
		base = qtest.WithWaitTimeout(base, forever)
	case o.Timeout == 0:
		o.Timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeoutCause(base, o.Timeout, fmt.Errorf("the path took longer than %v", o.Timeout))
	defer cancel()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	r := &session{Options: o, rec: newRecorder(tb, ctx), giveUp: giveUp}
	r.rec.scratch, r.rec.only = o.Scratch, o.Steps
	r.complaints = o.complaintLog()
	r.rec.settle = func() { r.settle(ctx) }
	r.rec.heed = r.heed
	r.rec.gone = func() bool { return ctx.Err() != nil || r.ended() }
	r.rec.failing = func(text string) {
		if r.transcript != nil {
			r.transcript.Failed(text)
		}
	}
	r.rec.began = func(step string) {
		r.noteStep(step)
		if r.transcript != nil {
			r.transcript.Step(step)
		}
	}
	r.rec.left = func(outer string) {
		r.noteStep(outer)
		if r.transcript != nil {
			r.transcript.StepOver(outer)
		}
	}
	r.clear()
	defer r.close()
	defer r.rec.end()
	<-r.rec.begin(func() { r.path(ctx) }).ended
	return r.result(started)
}

// complaintLog returns the log of what a QEMU of the path complains about.
func (o *Options) complaintLog() *complaint.Log {
	var allowed []graph.Complaint
	if o.Machine != "" {
		allowed = append(allowed, graph.Complaint{
			Kind: graph.WarningMessage, Text: `^[^:]+: warning: Machine type '[^']+' is deprecated: `,
			Why: "Two QEMUs may have only old versions of the machine in common.",
		})
	}
	return complaint.NewLog(o.Path, o.Log.text != "", allowed...)
}

// clear removes what an earlier run of the path has left in the outputs: it would pass for
// this one's.
func (r *session) clear() {
	if r.Outputs == "" {
		return
	}
	for _, name := range []string{transcript.Name, transcript.ScriptName, results.FileName} {
		name = filepath.Join(r.Outputs, name)
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			_ = os.Remove(name) // what stays cannot be written either, which is reported
		}
	}
}

// session is one path being run.
type session struct {
	Options
	instance           // the first or only QEMU
	second   *instance // of a test of two; nil for others
	rec      *recorder
	giveUp   context.CancelCauseFunc // ends the path's time
	cause    error                   // of a failure outside the test
	setUp    bool                    // QEMU runs and the test may begin
	gdb      *exec.Cmd               // the user's, or nil
	giveBack func()                  // the terminal; nil without a debugger
}

// unplugged returns why QEMU refused a model of which nothing but its bus is known: it says
// what the model needs besides. It returns "" for other errors.
func (r *session) unplugged(err error) string {
	model := r.Path.Unknown()
	var notStarted *qtest.StartError
	if model == "" || !errors.As(err, &notStarted) || notStarted.Kind != qtest.Exited {
		return ""
	}
	needs := ""
	for line := range strings.Lines(notStarted.Output) {
		if _, said, ok := strings.Cut(line, "-device "+model+","); ok { // the last one is why it ended
			_, said, _ = strings.Cut(said, ": ")
			needs = fmt.Sprintf("the graph knows only the bus of %s, which needs more: %s", model, strings.TrimSpace(said))
		}
	}
	return needs
}

func (r *session) path(ctx context.Context) {
	err := r.start(ctx)
	r.rec.declare(r.Path.DeviationsTo(r.versions(ctx)))
	if err != nil {
		r.cause = err
		reason := r.unplugged(err)
		if reason == "" {
			r.rec.Errorf("%v", err)
		}
		r.postMortem()
		if !r.interrupted() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
			defer cancel()
			_ = r.stopHelpers(ctx) // the result says how they ended
		}
		if reason != "" {
			r.rec.Skip(reason)
		}
		return
	}
	r.watchHelpers(ctx)
	r.heed()
	if err := r.debug(ctx); err != nil {
		r.rec.Errorf("%v", err)
		r.stop(ctx)
		return
	}
	if r.Started != nil {
		if err := r.Started(ctx, r.qemu); err != nil {
			r.rec.Errorf("%v", err)
			r.stop(ctx)
			return
		}
	}
	r.setUp = true
	t := &run.T{TB: r.rec, Env: r.env()}
	t.Env.Carry(r.Stream)
	var second *run.Env
	if r.second != nil {
		second = r.second.env()
	}
	r.rec.protect(func() { run.Path(t, r.Path, second) })
	r.settle(ctx)
	r.examine()
	r.rec.runCleanups()
	r.settle(ctx) // a clean-up posts, too
	if err := r.rec.noSuchStep(); err != nil && !r.rec.Failed() && !r.rec.Skipped() {
		r.setUp = false
		r.rec.Error(err)
	}
	r.heed()
	for _, err := range r.rec.mended(r.versions(ctx)) {
		r.rec.Error(err)
	}
	if !r.rec.Failed() && !r.rec.Skipped() && !r.rec.cut { // a test that ended early has not put everything back
		r.rec.protect(t.End)
		r.examine()
	}
	r.heed()
	if !r.rec.Failed() && !r.rec.Skipped() && r.Steps.text == "" {
		for _, err := range r.missing() {
			r.rec.Error(err)
		}
	}
	r.stop(ctx)
	if r.cause == nil { // else QEMU's last words are in it
		r.heed()
	}
}

// watchHelpers ends the path's time when a helper dies: whoever waits for its work would wait in vain.
func (r *session) watchHelpers(ctx context.Context) {
	for _, h := range r.peers.Helpers {
		go func() {
			select {
			case <-h.Done():
				if err := h.Err(); err != nil {
					r.giveUp(err)
				}
			case <-ctx.Done():
			}
		}()
	}
}

// heed fails the test, or the step under way, by the complaints that came since the last
// call and that no node declares.
func (r *session) heed() {
	for _, i := range r.instances() {
		for _, o := range i.outputs {
			o.Flush()
		}
		for _, err := range i.complaints.Undeclared() {
			r.rec.Error(err)
		}
	}
}

// noteStep notes for complaints that a step began or, if name is that of the step around
// it, ended.
func (r *session) noteStep(name string) {
	for _, i := range r.instances() {
		i.complaints.Step(name)
	}
}

// missing returns an error for each complaint that no QEMU of the path has made though it
// must come.
func (r *session) missing() []error {
	errs := r.complaints.Missing()
	if r.second == nil {
		return errs
	}
	others := r.second.complaints.Missing()
	return slices.DeleteFunc(errs, func(err error) bool {
		return !slices.ContainsFunc(others, func(other error) bool { return other.Error() == err.Error() })
	})
}

// versions returns the versions of both QEMUs, which are one where there is no second.
func (r *session) versions(ctx context.Context) (first, second graph.Version) {
	first = r.version(ctx, r.Path)
	if r.second == nil {
		return first, first
	}
	return first, r.second.version(ctx, r.Path)
}

// version returns QEMU's version. One that did not start is asked without the path's
// devices, if the path has deviations at all.
func (i *instance) version(ctx context.Context, p graph.Path) graph.Version {
	if i.qemu != nil {
		v := i.qemu.QMP().Version()
		return graph.Version{Major: v.Major, Minor: v.Minor, Micro: v.Micro}
	}
	if i.bundle == nil || len(p.Deviations(graph.Version{})) == 0 {
		return graph.Version{}
	}
	b := *i.bundle // Probe changes it, and other paths run on it
	v, err := graph.ParseVersion(b.Probe(ctx).Version)
	if err != nil {
		return graph.Version{} // the failure to start says more
	}
	return v
}

// settle makes sure that QEMU has carried out the last posted requests of a passed
// test, step or clean-up.
func (r *session) settle(ctx context.Context) {
	if r.rec.Failed() || r.rec.Skipped() || r.rec.hung() {
		return
	}
	for _, i := range r.running() {
		if err := i.qemu.Sync(ctx); err != nil {
			r.rec.Errorf("at the end: %v", i.named(err))
		}
	}
}

// start starts QEMU with everything that its command line needs, and the second QEMU of
// a test of two.
func (r *session) start(ctx context.Context) (err error) {
	if r.cmd, err = r.Path.CommandLine(); err != nil {
		return err
	}
	if r.Machine != "" {
		r.cmd = r.cmd.Pin(r.Machine)
	}
	if err := r.instance.start(ctx, r, nil); err != nil || !r.Path.Pair() {
		return err
	}
	r.second = &instance{cmd: r.cmd, complaints: r.complaintLog()}
	return r.second.named(r.second.start(ctx, r, &r.instance))
}

// Config returns how QEMU is started for a path with the command line cmd.
func Config(b *bundle.Bundle, p graph.Path, cmd *graph.CommandLine) qtest.Config {
	return b.Config(slices.Concat([]string{"-nodefaults"}, cmd.Args(), halt(b, p).Args()))
}

// stop ends QEMU, and then the other sides of its backends. An error of a process at its
// end fails the path, and is the cause of the test's errors.
func (r *session) stop(ctx context.Context) {
	if r.interrupted() {
		for _, i := range r.running() {
			i.qemu.Kill()
			<-i.qemu.Done()
		}
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	grace := ctx
	if r.rec.hung() { // it does not end by itself
		var over context.CancelFunc
		grace, over = context.WithTimeout(ctx, 0)
		defer over()
	}
	for _, i := range r.running() {
		if err := i.named(i.qemu.Stop(grace)); err != nil {
			r.cause = errors.Join(r.cause, err)
			r.rec.Errorf("%v", err)
			r.postMortem()
		}
	}
	if err := r.stopHelpers(ctx); err != nil {
		r.cause = errors.Join(r.cause, err)
		r.rec.Errorf("%v", err)
	}
	for _, i := range r.running() {
		if err := i.closeServers(); err != nil {
			r.rec.Errorf("%v", i.named(err))
		}
	}
}

// interrupted reports whether the whole run, of which the path is a part, was
// ended.
func (r *session) interrupted() bool {
	return errors.Is(r.rec.whole.tb.Context().Err(), context.Canceled)
}

// close releases everything that start made except the transcript: its end is a
// part of the result.
func (r *session) close() {
	for _, i := range r.running() {
		i.qemu.Kill()
	}
	if r.gdb != nil {
		r.gdb.Wait() // its user decides when and how it ends
	}
	if r.giveBack != nil {
		r.giveBack()
	}
	for _, i := range r.instances() {
		i.closePeers()
		if i.dir != "" {
			os.RemoveAll(i.dir)
		}
	}
}
