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

	"github.com/qgraph/qgraph/tools/run/results"
)

// recorder is the testing.TB that a test is given: it passes everything on and
// keeps what the result needs. Cleanups run before QEMU is stopped.
type recorder struct {
	*told
	whole    step // the test itself
	ctx      context.Context
	scratch  string            // the folder that TempDir makes others in
	failing  func(text string) // is told what the test says when it fails
	began    func(step string) // is told when a step begins
	settle   func()            // has QEMU carry out what a step has posted
	gone     func() bool       // reports whether there is no point in another step
	patience time.Duration     // after the end of ctx, for the test to end too
	only     Steps
	mu       sync.Mutex // of all below
	step     *step      // the innermost that is under way
	messages []string
	first    *step          // that failed
	over     bool           // whatever is still said is said too late
	steps    []results.Step // in the order in which they began
	others   []string       // those that were not asked for
	chosen   bool           // one that was has begun
}

// told is the testing.TB of the step that is under way, or of the test itself.
type told struct{ testing.TB }

// newRecorder returns the recorder of a test that runs on behalf of tb.
func newRecorder(tb testing.TB, ctx context.Context) *recorder {
	r := &recorder{told: &told{tb}, ctx: ctx, patience: heedTimeout, whole: step{tb: tb}}
	r.step = &r.whole
	return r
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
	patience := r.patience >> r.current().depth // that of a step is over before that of what is around it
	p := r.begin(f)
	select {
	case <-p.ended:
		return
	case <-r.ctx.Done():
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		<-p.started
		r.Errorf("the test does not end, %v after its time did: %v\n%s", patience, r.ctx.Err(), stack(p.goroutine))
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

// runCleanups calls the clean-ups of the step that is under way.
func (r *recorder) runCleanups() {
	for {
		r.mu.Lock()
		s := r.step
		n := len(s.cleanups)
		if n == 0 {
			r.mu.Unlock()
			return
		}
		f := s.cleanups[n-1]
		s.cleanups = s.cleanups[:n-1]
		r.mu.Unlock()
		r.protect(f)
	}
}

// note keeps a failure: what is said of it, and the errors among args. It returns
// that with the names of the step before it, and whether the test is still there to be
// failed.
func (r *recorder) note(text string, args ...any) (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return "", false
	}
	if len(r.step.names) > 0 {
		text = r.step.title() + ": " + text
	}
	r.failing(text)
	r.messages = append(r.messages, text)
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			for s := r.step; s != nil; s = s.outer {
				s.errs = append(s.errs, err)
			}
		}
	}
	if r.first == nil {
		r.first = r.step
	}
	for s := r.step; s != nil; s = s.outer {
		s.failed = true
	}
	return text, true
}

// said returns what the test has said when it failed, and the errors among that.
func (r *recorder) said() (messages []string, errs error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages), errors.Join(r.whole.errs...)
}

// firstSaid returns the errors among what the test said in the step that failed first:
// those of later ones may come of it.
func (r *recorder) firstSaid() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == nil {
		return nil
	}
	return errors.Join(r.first.errs...)
}

// ended returns how the steps ended.
func (r *recorder) ended() []results.Step {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.steps)
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

// Cleanup has f called when the step that is under way ends, or the test, while QEMU
// still runs.
func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step.cleanups = append(r.step.cleanups, f)
}

// The methods below pass on to the TB behind the recorder what it is to print,
// and stop the goroutine of the test, which is the recorder's own, themselves.

func (r *recorder) Error(args ...any) {
	r.Helper()
	if text, ok := r.note(line(args), args...); ok {
		r.TB.Error(text)
	}
}

func (r *recorder) Errorf(format string, args ...any) {
	r.Helper()
	if text, ok := r.note(fmt.Sprintf(format, args...), args...); ok {
		r.TB.Error(text)
	}
}

// Fail is no failure of its own where the test has said why it fails.
func (r *recorder) Fail() {
	if r.Failed() {
		return
	}
	if text, ok := r.note("failed without a message"); ok {
		r.TB.Error(text)
	}
}

func (r *recorder) FailNow() {
	r.Fail()
	runtime.Goexit()
}

// Failed reports whether the step that is under way has failed, or the test.
func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step.failed
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

func (r *recorder) SkipNow() {
	r.Helper()
	r.skip("skipped without a reason")
}

func (r *recorder) skip(reason string) {
	r.Helper()
	r.mu.Lock()
	r.step.skipped = reason
	step := r.step != &r.whole // the result tells it of the test
	r.mu.Unlock()
	if step {
		r.Logf("skipped: %s", reason)
	}
	runtime.Goexit()
}

func (r *recorder) Skipped() bool { return r.reason() != "" }

// reason returns why the step that is under way was skipped, or the test; "" if it was
// not.
func (r *recorder) reason() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step.skipped
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
