package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// recorder is the testing.TB that a test is given: it passes everything on and
// keeps what the result needs. Cleanups run before QEMU is stopped.
type recorder struct {
	testing.TB
	ctx      context.Context
	scratch  string            // the folder that TempDir makes others in
	failing  func(text string) // is told what the test says when it fails
	patience time.Duration     // after the end of ctx, for the test to end too
	mu       sync.Mutex        // of all below
	messages []string
	errs     []error // among what the messages were made of
	failed   bool
	skipped  string
	over     bool // whatever is still said is said too late
	cleanups []func()
}

// part is a part of a test that runs on a goroutine of its own.
type part struct {
	goroutine string        // what a dump of all stacks calls it; known once started is closed
	started   chan struct{} // closed when f is about to be called
	ended     chan struct{} // closed when it has ended
}

// begin calls f on a goroutine of its own, which f may end by FailNow, SkipNow or a
// panic.
func (r *recorder) begin(f func()) *part {
	p := &part{started: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		defer func() {
			if cause := recover(); cause != nil {
				r.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
		}()
		p.goroutine = goroutine()
		close(p.started)
		f()
	}()
	return p
}

// protect calls f and comes back however f ends. Where f does not end when its time
// is over, as one that waits on a channel of its own, it fails and is left behind.
func (r *recorder) protect(f func()) {
	p := r.begin(f)
	select {
	case <-p.ended:
		return
	case <-r.ctx.Done():
	}
	timer := time.NewTimer(r.patience)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		<-p.started
		r.Errorf("the test does not end, %v after its time did: %v\n%s", r.patience, r.ctx.Err(), stack(p.goroutine))
	}
}

// goroutine returns what a dump of stacks calls this one: "goroutine 12".
func goroutine() string {
	buf := make([]byte, 64)
	name, _, _ := strings.Cut(string(buf[:runtime.Stack(buf, false)]), " [")
	return name
}

// stack returns the stack of a goroutine.
func stack(goroutine string) string {
	buf := make([]byte, 1<<20)
	for one := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.HasPrefix(one, goroutine+" [") {
			return one
		}
	}
	return "its stack is not to be had"
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

// note keeps a failure: what is said of it, and the errors among args. It reports
// whether the test is still there to be failed.
func (r *recorder) note(text string, args ...any) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return false
	}
	r.failing(text)
	r.failed = true
	r.messages = append(r.messages, text)
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			r.errs = append(r.errs, err)
		}
	}
	return true
}

// said returns what the test has said when it failed, and the errors among that.
func (r *recorder) said() (messages []string, errs error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages), errors.Join(r.errs...)
}

// end makes the recorder deaf: a goroutine that the test has left behind may not
// speak to a testing.TB that has ended.
func (r *recorder) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
}

func (r *recorder) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.over
}

// Context ends when the path's time is over.
func (r *recorder) Context() context.Context { return r.ctx }

// Cleanup has f called while QEMU still runs.
func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleanups = append(r.cleanups, f)
}

// The methods below pass on to the TB behind the recorder what it is to print,
// and stop the goroutine of the test, which is the recorder's own, themselves.

func (r *recorder) Error(args ...any) {
	r.Helper()
	if r.note(line(args), args...) {
		r.TB.Error(args...)
	}
}

func (r *recorder) Errorf(format string, args ...any) {
	r.Helper()
	if r.note(fmt.Sprintf(format, args...), args...) {
		r.TB.Errorf(format, args...)
	}
}

// Fail is no failure of its own where the test has said why it fails.
func (r *recorder) Fail() {
	if r.Failed() {
		return
	}
	if r.note("failed without a message") {
		r.TB.Fail()
	}
}

func (r *recorder) FailNow() {
	r.Fail()
	runtime.Goexit()
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

func (r *recorder) Fatal(args ...any) {
	r.Helper()
	r.Error(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Helper()
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Log(args ...any) {
	r.Helper()
	if !r.isOver() {
		r.TB.Log(args...)
	}
}

func (r *recorder) Logf(format string, args ...any) {
	r.Helper()
	if !r.isOver() {
		r.TB.Logf(format, args...)
	}
}

func (r *recorder) Skip(args ...any) {
	r.Helper()
	r.skip(line(args))
}

func (r *recorder) Skipf(format string, args ...any) {
	r.Helper()
	r.skip(fmt.Sprintf(format, args...))
}

func (r *recorder) SkipNow() { r.skip("skipped without a reason") }

func (r *recorder) skip(reason string) {
	r.mu.Lock()
	r.skipped = reason
	r.mu.Unlock()
	runtime.Goexit()
}

func (r *recorder) Skipped() bool { return r.reason() != "" }

// reason returns why the test was skipped, "" if it was not.
func (r *recorder) reason() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.skipped
}

// TempDir returns a new folder that goes with the path's scratch folder.
func (r *recorder) TempDir() string {
	dir, err := os.MkdirTemp(r.scratch, "temp-")
	if err != nil {
		r.Fatalf("make a folder: %v", err)
	}
	r.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// line formats args as testing.T.Log does.
func line(args []any) string { return strings.TrimSuffix(fmt.Sprintln(args...), "\n") }
