package runner

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// The methods below pass on to the TB behind the recorder what it is to print,
// and stop the goroutine of the test, which is the recorder's own, themselves.

func (r *recorder) Error(args ...any) {
	r.Helper()
	r.note(line(args), args...)
	r.TB.Error(args...)
}

func (r *recorder) Errorf(format string, args ...any) {
	r.Helper()
	r.note(fmt.Sprintf(format, args...), args...)
	r.TB.Errorf(format, args...)
}

func (r *recorder) Fail() {
	r.note("failed without a message")
	r.TB.Fail()
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
	r.note(line(args), args...)
	r.TB.Error(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Helper()
	r.note(fmt.Sprintf(format, args...), args...)
	r.TB.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Log(args ...any) {
	r.Helper()
	r.TB.Log(args...)
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

func (r *recorder) Skipped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.skipped != ""
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
