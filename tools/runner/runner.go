package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/bundle"
	"github.com/qgraph/qgraph/tools/results"
)

// DefaultTimeout is the time that one path may take.
const DefaultTimeout = 60 * time.Second

// stopTimeout is the time that QEMU has to end after its test.
const stopTimeout = 10 * time.Second

// Options say how a path is run.
type Options struct {
	Path    graph.Path
	Bundle  *bundle.Bundle
	Scratch string        // an existing folder; the path gets one of its own in it
	Outputs string        // an existing folder for the transcript; "" for none
	Timeout time.Duration // for the whole path; 0 is DefaultTimeout
	Rerun   string        // command that runs this path again, for failure reports
}

// Run runs the path on behalf of tb, which fails or is skipped as the test is.
// It returns when QEMU has ended.
func Run(tb testing.TB, o Options) *results.Result {
	started := time.Now()
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeoutCause(tb.Context(), o.Timeout, fmt.Errorf("the path took longer than %v", o.Timeout))
	defer cancel()
	r := &run{Options: o, rec: &recorder{TB: tb, ctx: ctx, scratch: o.Scratch}}
	defer r.close()
	r.rec.protect(func() { r.path(ctx) })
	return r.result(time.Since(started))
}

// run is one path being run.
type run struct {
	Options
	rec        *recorder
	cmd        *graph.CommandLine
	dir        string
	channels   map[string]*os.File
	transcript *Transcript
	qemu       *qtest.QEMU
	cause      error // of a failure that is not the test's
	setUp      bool  // QEMU runs and the test may begin
}

func (r *run) path(ctx context.Context) {
	if err := r.start(ctx); err != nil {
		r.cause = err
		r.rec.Errorf("%v", err)
		return
	}
	r.setUp = true
	env := graph.NewEnv(r.qemu, r.dir, r.cmd, r.channels)
	r.rec.protect(func() { r.Path.Run(&graph.T{TB: r.rec, Env: env}) })
	r.rec.runCleanups()
	r.stop(ctx)
}

// start makes what the command line wants and starts QEMU.
func (r *run) start(ctx context.Context) (err error) {
	if r.cmd, err = r.Path.CommandLine(); err != nil {
		return err
	}
	if r.dir, err = os.MkdirTemp(r.Scratch, "path-"); err != nil {
		return fmt.Errorf("runner: scratch folder: %w", err)
	}
	for _, b := range r.cmd.Backends {
		if b.File != "" {
			if err := zeroFile(filepath.Join(r.dir, b.File), b.Backend.File); err != nil {
				return fmt.Errorf("runner: file of backend %q: %w", b.Name, err)
			}
		}
	}
	if err := r.Path.Prepare(r.dir); err != nil {
		return err
	}
	cfg := r.Bundle.Config(append([]string{"-nodefaults"}, r.cmd.Args()...))
	cfg.Dir = r.dir
	var closeOurs func()
	if r.channels, cfg.Files, closeOurs, err = openChannels(r.cmd); err != nil {
		return err
	}
	defer closeOurs()
	if r.Outputs != "" {
		if r.transcript, err = NewTranscript(filepath.Join(r.Outputs, TranscriptName)); err != nil {
			return err
		}
		cfg.Observer = r.transcript
	}
	r.qemu, err = qtest.Start(ctx, cfg)
	return err
}

// zeroFile makes a file of size bytes that are all zero.
func zeroFile(name string, size int64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Close())
}

// stop ends QEMU. What QEMU says of its end fails the path, and is the cause of
// what the test saw.
func (r *run) stop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := r.qemu.Stop(ctx); err != nil {
		r.cause = err
		r.rec.Errorf("%v", err)
	}
}

// close gives back all that start made.
func (r *run) close() {
	if r.qemu != nil {
		r.qemu.Kill()
	}
	for _, f := range r.channels {
		f.Close()
	}
	if r.dir != "" {
		os.RemoveAll(r.dir)
	}
	if r.transcript != nil {
		if err := r.transcript.Close(); err != nil {
			r.rec.TB.Logf("the transcript is not whole: %v", err) // a full disk is not the device's fault
		}
	}
}

// recorder is the testing.TB that a test is given: it passes everything on and
// keeps what the result needs. Cleanups run before QEMU is stopped.
type recorder struct {
	testing.TB
	ctx      context.Context
	mu       sync.Mutex
	messages []string
	errs     []error // among what the messages were made of
	failed   bool
	skipped  string
	cleanups []func()
	scratch  string
}

// protect calls f and comes back even if f ends by FailNow, SkipNow or a panic.
func (r *recorder) protect(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				r.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		f()
	}()
	<-done
}

func (r *recorder) runCleanups() {
	for {
		r.mu.Lock()
		n := len(r.cleanups)
		if n == 0 {
			r.mu.Unlock()
			return
		}
		f := r.cleanups[n-1]
		r.cleanups = r.cleanups[:n-1]
		r.mu.Unlock()
		r.protect(f)
	}
}

// note keeps a failure: what is said of it, and the errors among args.
func (r *recorder) note(text string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	r.messages = append(r.messages, text)
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			r.errs = append(r.errs, err)
		}
	}
}

// Context ends when the path's time is over.
func (r *recorder) Context() context.Context { return r.ctx }

// Cleanup has f called while QEMU still runs.
func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleanups = append(r.cleanups, f)
}
