package runner_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/transcript"
	"golang.org/x/sys/unix"
)

// descriptors returns how many files this process has open.
func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// TestNothingIsLeft checks that a run leaves no process, no descriptor, and no
// file except the outputs.
func TestNothingIsLeft(t *testing.T) {
	for name, test := range map[string]func(*run.T, *qtest.QEMU){
		"passes":  func(t *run.T, _ *qtest.QEMU) { t.TempDir() },
		"fails":   func(t *run.T, _ *qtest.QEMU) { t.TempDir(); t.Fatal("no") },
		"panics":  func(*run.T, *qtest.QEMU) { var p *int; *p = 1 },
		"crashes": func(t *run.T, q *qtest.QEMU) { _, err := q.Read(t.Context(), qtest.Width32, crashAt); t.Must(err) },
	} {
		t.Run(name, func(t *testing.T) {
			var pid int
			o := options(t, "serves", t.TempDir(), func(t *run.T, q *qtest.QEMU) { pid = q.PID(); test(t, q) },
				graph.Define(nic, socket), graph.Define(disk, image))
			runner.Run(&tb{ctx: t.Context()}, o) // Go itself has now opened the files that it opens once
			before := descriptors(t)
			runner.Run(&tb{ctx: t.Context()}, o)
			if after := descriptors(t); after != before {
				t.Errorf("%d descriptors are open, %d were before", after, before)
			}
			if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
				t.Errorf("signalling QEMU: %v, want %v", err, syscall.ESRCH)
			}
			if left, err := os.ReadDir(o.Scratch); err != nil || len(left) > 0 {
				t.Errorf("the run left %v, error %v", left, err)
			}
		})
	}
}

// TestDoesNotEnd runs a test that ignores its context, and checks the outcome, and
// that of the test's late messages.
func TestDoesNotEnd(t *testing.T) {
	release, said := make(chan struct{}), make(chan struct{})
	o := options(t, "serves", t.TempDir(), func(t *run.T, _ *qtest.QEMU) {
		defer close(said)
		<-release
		t.Log("too late")
		t.Logf("too %s", "late")
		t.Error("too late")
		t.Errorf("too %s", "late")
	})
	o.Timeout = 200 * time.Millisecond
	stand := &tb{ctx: t.Context()}
	r := runner.Run(stand, o)
	if r.Class != results.TimedOut {
		t.Errorf("class %q, want %q", r.Class, results.TimedOut)
	}
	log := stand.log.String()
	for _, want := range []string{"the test still runs", "hang_test.go", "chan receive"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	close(release)
	<-said
	if after := stand.log.String(); after != log {
		t.Errorf("after its end the run received %q", strings.TrimPrefix(after, log))
	}
}

// TestInterrupted ends a run while its test is under way.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := options(t, "serves", t.TempDir(), func(t *run.T, q *qtest.QEMU) {
		cancel()
		_, err := q.Read(t.Context(), qtest.Width32, hangAt)
		t.Must(err)
	})
	if r := runner.Run(&tb{ctx: ctx}, o); r.Class != results.Interrupted {
		t.Errorf("class %q, want %q: %q", r.Class, results.Interrupted, r.Messages)
	}
}

// TestFullDisk has no room for one of the files that a failure leaves. The run
// reports it, and leaves no incomplete file: half of it would pass for a whole
// one.
func TestFullDisk(t *testing.T) {
	for file, want := range map[string]string{
		transcript.Name:       "the transcript is incomplete",
		transcript.ScriptName: "cannot make reproduce.sh",
		results.FileName:      "the result is not kept",
	} {
		t.Run(file, func(t *testing.T) {
			outputs := t.TempDir()
			if err := os.Symlink("/dev/full", filepath.Join(outputs, file)); err != nil {
				t.Fatal(err)
			}
			stand := &tb{ctx: t.Context()}
			r := runner.Run(stand, options(t, "serves", outputs, func(t *run.T, _ *qtest.QEMU) { t.Error("the message") }))
			if r.Class != results.TestFailed {
				t.Errorf("class %q, want %q", r.Class, results.TestFailed)
			}
			log := stand.log.String()
			for _, text := range []string{want, "no space left on device", "the message", "* started"} {
				if !strings.Contains(log, text) {
					t.Errorf("the log does not say %q:\n%s", text, log)
				}
			}
			if !strings.Contains(strings.Join(r.Lost, "\n"), want) {
				t.Errorf("the result does not say %q, but %q", want, r.Lost)
			}
			if file != results.FileName && r.Reproducer != "" {
				t.Errorf("reproducer %s, want none", r.Reproducer)
			}
			parts, err := filepath.Glob(filepath.Join(outputs, "."+file+"*"))
			if info, err := os.Lstat(filepath.Join(outputs, file)); err == nil && info.Mode().IsRegular() {
				parts = append(parts, file)
			}
			if err != nil || len(parts) > 0 {
				t.Errorf("half a %s stays: %q, error %v", file, parts, err)
			}
		})
	}
}

// TestOddFiles has a test that makes files that a script cannot hold, and fails: the script is
// made without them, and says so.
func TestOddFiles(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		make       func(dir string) error
	}{
		{"a pipe", "neither a file, a folder nor a link", func(dir string) error { return unix.Mkfifo(filepath.Join(dir, "pipe"), 0o666) }},
		{"too large", "the files are too large", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "data"), bytes.Repeat([]byte{1}, 5<<20), 0o666)
		}},
		{"a long name", "file name too long", func(dir string) error {
			at, err := os.OpenRoot(dir)
			for range unix.PathMax/200 + 2 {
				if err == nil {
					err = at.Mkdir(strings.Repeat("x", 200), 0o777)
				}
				if err == nil {
					at, err = at.OpenRoot(strings.Repeat("x", 200))
				}
			}
			return err
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := runner.Run(&tb{ctx: t.Context()}, options(t, "serves", t.TempDir(), func(t *run.T, _ *qtest.QEMU) {
				t.Must(tc.make(t.Env.Dir))
				t.Error("no")
			}))
			if len(r.Lost) > 0 {
				t.Errorf("lost: %q", r.Lost)
			}
			script, err := os.ReadFile(r.Reproducer)
			if err != nil || !strings.Contains(string(script), "files that were made while QEMU ran: ") || !strings.Contains(string(script), tc.want) {
				t.Errorf("error %v, want %q in the script:\n%s", err, tc.want, script)
			}
		})
	}
}

// TestNoOutputs runs a path without a writable folder for its outputs: it does
// not begin.
func TestNoOutputs(t *testing.T) {
	r := runner.Run(&tb{ctx: t.Context()}, options(t, "serves", "/dev/null/no-folder", func(*run.T, *qtest.QEMU) {}))
	if r.Class != results.SetUp || len(r.Messages) != 1 || !strings.Contains(r.Messages[0], "/dev/null/no-folder") {
		t.Errorf("class %q, messages %q; want %q and one that names the folder", r.Class, r.Messages, results.SetUp)
	}
}
