package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
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
const AfterTimeout = heedTimeout + monitorTimeout + debuggerTimeout + stopTimeout

// Options say how a path is run.
type Options struct {
	Path      graph.Path
	Bundle    *bundle.Bundle
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
	r := &session{Options: o, rec: newRecorder(tb, ctx)}
	r.rec.scratch, r.rec.only = o.Scratch, o.Steps
	r.complaints = complaint.NewLog(o.Path, o.Log.text != "")
	r.rec.settle = func() { r.settle(ctx) }
	r.rec.heed = r.heed
	r.rec.gone = func() bool { return ctx.Err() != nil || r.qemu.Err() != nil }
	r.rec.failing = func(text string) {
		if r.transcript != nil {
			r.transcript.Failed(text)
		}
	}
	r.rec.began = func(step string) {
		r.complaints.Step(step)
		if r.transcript != nil {
			r.transcript.Step(step)
		}
	}
	r.rec.left = r.complaints.Step
	r.clear()
	defer r.close()
	defer r.rec.end()
	<-r.rec.begin(func() { r.path(ctx) }).ended
	return r.result(started)
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
	instance
	rec      *recorder
	cause    error     // of a failure outside the test
	setUp    bool      // QEMU runs and the test may begin
	gdb      *exec.Cmd // the user's, or nil
	giveBack func()    // the terminal; nil without a debugger
}

func (r *session) path(ctx context.Context) {
	err := r.start(ctx)
	r.rec.declare(r.Path.Deviations(r.version(ctx)))
	if err != nil {
		r.cause = err
		r.rec.Errorf("%v", err)
		r.postMortem()
		if !r.interrupted() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
			defer cancel()
			_ = r.stopHelpers(ctx) // the result says how they ended
		}
		return
	}
	r.heed()
	if err := r.debug(ctx); err != nil {
		r.rec.Errorf("%v", err)
		r.stop(ctx)
		return
	}
	r.setUp = true
	t := &run.T{TB: r.rec, Env: r.env()}
	r.rec.protect(func() { run.Path(t, r.Path) })
	r.settle(ctx)
	r.examine()
	r.rec.runCleanups()
	r.settle(ctx) // a clean-up posts, too
	if err := r.rec.noSuchStep(); err != nil && !r.rec.Failed() && !r.rec.Skipped() {
		r.setUp = false
		r.rec.Error(err)
	}
	r.heed()
	for _, err := range r.rec.mended(r.version(ctx)) {
		r.rec.Error(err)
	}
	if !r.rec.Failed() && !r.rec.Skipped() && !r.rec.cut { // a test that ended early has not put everything back
		r.rec.protect(t.End)
		r.examine()
	}
	r.heed()
	if !r.rec.Failed() && !r.rec.Skipped() && r.Steps.text == "" {
		for _, err := range r.complaints.Missing() {
			r.rec.Error(err)
		}
	}
	r.stop(ctx)
	if r.cause == nil { // else QEMU's last words are in it
		r.heed()
	}
}

// heed fails the test, or the step under way, by the complaints that came since the last
// call and that no node declares.
func (r *session) heed() {
	for _, o := range r.outputs {
		o.Flush()
	}
	for _, err := range r.complaints.Undeclared() {
		r.rec.Error(err)
	}
}

// version returns QEMU's version. One that did not start is asked without the path's
// devices, if the path has deviations at all.
func (r *session) version(ctx context.Context) graph.Version {
	if r.qemu != nil {
		v := r.qemu.QMP().Version()
		return graph.Version{Major: v.Major, Minor: v.Minor, Micro: v.Micro}
	}
	if len(r.Path.Deviations(graph.Version{})) == 0 {
		return graph.Version{}
	}
	v, err := graph.ParseVersion(r.Bundle.Probe(ctx).Version)
	if err != nil {
		return graph.Version{} // the failure to start says more
	}
	return v
}

// settle makes sure that QEMU has carried out the last posted requests of a passed
// test, step or clean-up.
func (r *session) settle(ctx context.Context) {
	if r.rec.Failed() || r.rec.Skipped() {
		return
	}
	if err := r.qemu.Sync(ctx); err != nil {
		r.rec.Errorf("at the end: %v", err)
	}
}

// start makes the files and the peers of the command line and starts QEMU.
func (r *session) start(ctx context.Context) (err error) {
	if r.cmd, err = r.Path.CommandLine(); err != nil {
		return err
	}
	if r.dir, err = os.MkdirTemp(r.Scratch, "path-"); err != nil {
		return fmt.Errorf("runner: scratch folder: %w", err)
	}
	if err := errors.Join(Files(r.Path, r.cmd, r.dir), haltFile(r.Bundle, r.Path, r.dir)); err != nil {
		return err
	}
	cfg := Config(r.Bundle, r.Path, r.cmd)
	cfg.Args = append(cfg.Args, r.Log.args()...)
	cfg.StepRefusal = stepRefusal(r.Path)
	if r.Debug != NoDebugger {
		cfg.CommandTimeout = forever
	}
	cfg.Dir = r.dir
	var closeOurs func()
	if r.peers.Channels, cfg.Files, closeOurs, err = openChannels(r.cmd); err != nil {
		return err
	}
	defer closeOurs()
	if r.Outputs != "" {
		if err := r.openTranscript(); err != nil {
			return err
		}
	}
	cfg.Observer = r.observer()
	if err := r.listen(ctx); err != nil {
		return err
	}
	if err := r.startHelpers(ctx, r.Bundle); err != nil {
		return err
	}
	r.qemu, err = qtest.Start(ctx, cfg)
	if lacksQtest(err) && r.Bundle.Clock() == graph.Stepped {
		err = r.startRealTime(ctx, cfg)
	}
	return r.blame(err)
}

// openTranscript begins the transcript.
func (r *session) openTranscript() (err error) {
	if r.transcript, err = transcript.Create(filepath.Join(r.Outputs, transcript.Name)); err != nil {
		return err
	}
	r.transcript.Note(r.Path.String())
	r.transcript.Folder(r.dir)
	return nil
}

// observer returns what sees the exchange with QEMU.
func (r *session) observer() qtest.Observer {
	w := &watch{log: r.complaints, output: r.reader("")}
	if r.transcript != nil {
		w.next = &dumper{r.transcript, r.rec.Logf}
	}
	return w
}

// Config returns how QEMU is started for a path with the command line cmd.
func Config(b *bundle.Bundle, p graph.Path, cmd *graph.CommandLine) qtest.Config {
	return b.Config(slices.Concat([]string{"-nodefaults"}, cmd.Args(), halt(b, p).Args()))
}

// stop ends QEMU, and then the other sides of its backends. An error of a process at its
// end fails the path, and is the cause of the test's errors.
func (r *session) stop(ctx context.Context) {
	if r.interrupted() {
		r.qemu.Kill()
		<-r.qemu.Done()
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := r.qemu.Stop(ctx); err != nil {
		r.cause = err
		r.rec.Errorf("%v", err)
		r.postMortem()
	}
	if err := r.stopHelpers(ctx); err != nil {
		r.cause = errors.Join(r.cause, err)
		r.rec.Errorf("%v", err)
	}
	if err := r.closeServers(); err != nil {
		r.rec.Errorf("%v", err)
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
	if r.qemu != nil {
		r.qemu.Kill()
	}
	if r.gdb != nil {
		r.gdb.Wait() // its user decides when and how it ends
	}
	if r.giveBack != nil {
		r.giveBack()
	}
	r.closePeers()
	if r.dir != "" {
		os.RemoveAll(r.dir)
	}
}
