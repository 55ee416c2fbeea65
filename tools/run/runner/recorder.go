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

// recorder is the testing.TB of a test: it passes everything on and keeps the
// data for the result. Cleanups run before QEMU is stopped.
type recorder struct {
	*told
	whole    step // the test itself
	ctx      context.Context
	scratch  string            // the parent folder of TempDir's folders
	failing  func(text string) // receives the messages of the test's failures
	began    func(step string) // called when a step begins
	left     func(step string) // called when a step has ended, with the name of the one around it
	settle   func()            // makes QEMU carry out a step's posted requests
	heed     func()            // fails the step by QEMU's complaints
	gone     func() bool       // reports whether another step is pointless
	patience time.Duration     // after the end of ctx, for the test to end too
	only     Steps
	mu       sync.Mutex // of all below
	declared []*deviation
	endedBy  *deviation // the one by which QEMU ended: it causes all that follows
	cut      bool       // a known step ended early
	step     *step      // the innermost one under way
	messages []string
	first    *step          // the first one that failed
	over     bool           // later messages are dropped
	steps    []results.Step // in the order in which they began
	others   []string       // those not chosen
	chosen   bool           // a chosen one has begun
}

// told returns the testing.TB of the step under way, or of the test itself.
type told struct{ testing.TB }

// newRecorder returns the recorder of a test that runs on behalf of tb.
func newRecorder(tb testing.TB, ctx context.Context) *recorder {
	r := &recorder{told: &told{tb}, ctx: ctx, patience: heedTimeout, whole: step{tb: tb}}
	r.step = &r.whole
	return r
}

// part is a part of a test that runs on a goroutine of its own.
type part struct {
	goroutine string        // its name in a dump of all stacks; set once started is closed
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

// protect calls f and returns however f ends. If f does not end when its time is
// over, because it waits on a channel of its own for example, it fails and is left
// behind.
func (r *recorder) protect(f func()) {
	patience := r.patience >> r.current().depth // a step's patience is over before that of the steps around it
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
		r.Errorf("the test still runs %v after the end of its time: %v\n%s", patience, r.ctx.Err(), stack(p.goroutine))
	}
}

// goroutine returns this goroutine's name in a dump of stacks: "goroutine 12".
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
	return "no stack found"
}

// runCleanups calls the clean-ups of the step under way.
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

// note keeps a failure: its message, and the errors among args, with that of the context
// if the path's time is over. It returns the message after the name of the step, and
// how to tell it to the TB: as a failure or, if a declared deviation shows, as a log; nil
// if the test has ended.
func (r *recorder) note(text string, args ...any) (string, func(testing.TB, string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return "", nil
	}
	if len(r.step.names) > 0 {
		text = r.step.title() + ": " + text
	}
	var errs []error
	for _, arg := range append(slices.Clip(args), any(r.timeOver())) {
		if err, ok := arg.(error); ok {
			errs = append(errs, err)
		}
	}
	if len(errs) == 0 {
		errs = []error{errCheck}
	}
	if d, within := r.cover(errors.Join(errs...)); d != nil {
		d.messages = append(d.messages, text)
		for s := r.step; s != within.outer; s = s.outer {
			s.failed = true
			s.known = d
		}
		text = fmt.Sprintf("known deviation %s: %s", d.Name, text)
		r.failing(text)
		return text, asNote
	}
	r.failing(text)
	r.messages = append(r.messages, text)
	if r.first == nil {
		r.first = r.step
	}
	for s := r.step; s != nil; s = s.outer {
		s.failed, s.broken = true, true
		s.errs = append(s.errs, errs...)
	}
	return text, asFailure
}

// errCheck stands for a failure without an error.
var errCheck = errors.New("a check failed")

// The ways to tell a message to a TB.
func asFailure(tb testing.TB, text string) { tb.Helper(); tb.Error(text) }
func asNote(tb testing.TB, text string)    { tb.Helper(); tb.Log(text) }

// timeOver returns why the test is to end, nil while it has time. A wait with the same deadline may have ended a moment
// before r.ctx does.
func (r *recorder) timeOver() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := r.ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return nil
}

// said returns the messages of the test's failures, and the errors in them.
func (r *recorder) said() (messages []string, errs error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages), errors.Join(r.whole.errs...)
}

// firstSaid returns the errors in the messages of the first failed step: it may have
// caused those of later ones.
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

// end stops forwarding to the TB: a goroutine that the test has left behind must
// not call a testing.TB that has ended.
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

// Cleanup has f called when the step under way ends, or the test, while QEMU still
// runs.
func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step.cleanups = append(r.step.cleanups, f)
}

// The methods below pass their messages to the TB behind the recorder. They
// stop the goroutine of the test, which is the recorder's own, themselves.

func (r *recorder) Error(args ...any) {
	r.Helper()
	if text, tell := r.note(line(args), args...); tell != nil {
		tell(r.TB, text)
	}
}

func (r *recorder) Errorf(format string, args ...any) {
	r.Helper()
	if text, tell := r.note(fmt.Sprintf(format, args...), args...); tell != nil {
		tell(r.TB, text)
	}
}

// Fail adds no failure if the test has already given a reason.
func (r *recorder) Fail() {
	if r.Failed() {
		return
	}
	if text, tell := r.note("failed without a message"); tell != nil {
		tell(r.TB, text)
	}
}

func (r *recorder) FailNow() {
	r.Fail()
	runtime.Goexit()
}

// Failed reports whether the step under way has failed, or the test.
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
	step := r.step != &r.whole // the result has the test's reason
	r.mu.Unlock()
	if step {
		r.Logf("skipped: %s", reason)
	}
	runtime.Goexit()
}

func (r *recorder) Skipped() bool { return r.reason() != "" }

// reason returns why the step under way was skipped, or the test; "" if it was not.
func (r *recorder) reason() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step.skipped
}

// TempDir returns a new folder that is removed with the path's scratch folder.
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
