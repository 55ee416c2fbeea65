package runner_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/transcript"
	"golang.org/x/sys/unix"
)

// migratable makes a fake QEMU say what QEMU says of a migration. Nothing goes over the
// stream: the memory of the destination stays as it is.
func migratable(mode string, qmp *qtestfake.QMP) {
	ok := func(json.RawMessage) (string, error) { return "{}", nil }
	qmp.On("migrate-set-capabilities", ok)
	qmp.On("getfd", ok)
	qmp.On("query-migrate", func(json.RawMessage) (string, error) {
		if mode == "refuses a migration" {
			time.AfterFunc(10*time.Millisecond, func() { os.Exit(1) })
		}
		return `{"status": "failed", "error-desc": "the stream broke"}`, nil
	})
	after := func(status string) func(json.RawMessage) (string, error) {
		return func(json.RawMessage) (string, error) {
			time.AfterFunc(10*time.Millisecond, func() {
				for _, s := range []string{"setup", "active", status} {
					if qmp.Emit("MIGRATION", fmt.Sprintf(`{"status": %q}`, s)) != nil {
						os.Exit(8)
					}
				}
			})
			return "{}", nil
		}
	}
	qmp.On("migrate", after("completed"))
	switch mode {
	case "refuses a migration":
		qmp.On("migrate-incoming", after("failed"))
	case "dies of a migration":
		qmp.On("migrate-incoming", func(json.RawMessage) (string, error) { syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} })
	case "forgets a migration":
		qmp.On("migrate-incoming", after("active"))
	default:
		qmp.On("migrate-incoming", after("completed"))
	}
}

// pairOptions returns how a test of two fake QEMUs is run.
func pairOptions(t *testing.T, mode string, test func(t *run.T, q *qtest.QEMU, second run.Instance[*qtest.QEMU]), opts ...graph.TestOption) runner.Options {
	t.Helper()
	o := options(t, mode, t.TempDir(), nil)
	g := graph.New()
	graph.AddMachine(g, machine, newBoard)
	graph.Pair(g, "board-tests/move", machine, test, opts...)
	p, err := g.Lookup("fake/board/board-tests/move")
	if err != nil {
		t.Fatal(err)
	}
	o.Path = p
	return o
}

// TestPair moves the machine: the objects of the test, and its environment, are on the
// second QEMU then.
func TestPair(t *testing.T) {
	const reg = 0x10
	move := func(t *run.T, q *qtest.QEMU, second run.Instance[*qtest.QEMU]) {
		t.Must(q.Write(t.Context(), qtest.Width8, reg, 1))
		other, err := second.Build(t.Context())
		t.Must(err)
		t.Must(other.Write(t.Context(), qtest.Width8, reg, 2))
		if link, err := os.Readlink(filepath.Join(second.Env.Dir, "disk0.img")); err != nil || link != filepath.Join(t.Env.Dir, "disk0.img") {
			t.Errorf("the second QEMU's image is %q, %v; want a link to the first one's", link, err)
		}
		var order []string
		t.Env.OnMove(func(_ context.Context, to *run.Env) (func() error, error) {
			order = append(order, "prepared")
			return func() error { order = append(order, "arrived"); return nil }, nil
		})
		t.Must(t.Env.Migrate(t.Context(), second.Env, nil))
		if got := strings.Join(order, ", "); got != "prepared, arrived" {
			t.Errorf("an object was %s; want prepared, arrived", got)
		}
		v, err := t.QEMU().Read(t.Context(), qtest.Width8, reg)
		t.Must(err)
		if v != 2 || t.QEMU() != other {
			t.Errorf("after the migration the register is %d, want that of the second QEMU, 2", v)
		}
		t.Step("fails", func() { t.Error("no") })
	}
	for _, tc := range []struct {
		mode  string
		class results.Class
		said  []string // parts of the log
	}{
		{"serves", results.TestFailed, nil},
		{"refuses a migration", results.QEMUExited, []string{`the destination reports "failed": qtest: QEMU exited with status 1`}},
		{"dies of a migration", results.QEMUCrashed, []string{"second QEMU: qtest: QEMU was killed by signal SIGKILL"}},
		{"forgets a migration", results.TimedOut, []string{"destination: waiting for the migration to complete (status active)", "monitor of second QEMU"}},
	} {
		t.Run(tc.mode, func(t *testing.T) {
			o := pairOptions(t, tc.mode, move, graph.Define(disk, image))
			log := &tb{ctx: t.Context()}
			r := runner.Run(log, o)
			if r.Class != tc.class {
				t.Errorf("class %q, want %q", r.Class, tc.class)
			}
			for _, want := range append(tc.said, "second QEMU, which ", "-incoming defer") {
				if !strings.Contains(log.log.String(), want) {
					t.Errorf("the log does not say %q:\n%s", want, log.log.String())
				}
			}
			if tc.mode == "serves" && (len(r.Messages) != 1 || r.Messages[0] != "fails: no") {
				t.Errorf("messages %q, want only that of the step that fails", r.Messages)
			}
			if len(r.Others) != 1 || r.Others[0].Name != "second QEMU" || r.Others[0].End == "" {
				t.Errorf("processes beside the first QEMU: %+v, want the second", r.Others)
			}
			text, err := os.ReadFile(filepath.Join(o.Outputs, transcript.Name))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{" 2* started ", " > writeb 0x10 0x1", " 2> writeb 0x10 0x2", " 2* ended "} {
				if !strings.Contains(string(text), want) {
					t.Errorf("the transcript does not say %q:\n%s", want, text)
				}
			}
		})
	}
}

// playVariable is set where the test binary is to run a path until it is killed.
const playVariable = "RUNNER_PLAY"

// TestPlay is run by TestKilled.
func TestPlay(t *testing.T) {
	if os.Getenv(playVariable) == "" {
		t.Skip("only TestKilled runs it")
	}
	o := pairOptions(t, "serves", func(t *run.T, q *qtest.QEMU, second run.Instance[*qtest.QEMU]) {
		h, err := t.Env.Helper(line)
		t.Must(err)
		fmt.Println("processes", q.PID(), second.Env.QEMU.PID(), h.PID())
		select {}
	}, graph.Define(line, served))
	o.Bundle.Path = filepath.Join(fakeProgram(t, "serves"), "qemu-system-fake")
	runner.Run(&tb{ctx: t.Context()}, o)
}

// TestKilled kills the process of a test with two QEMUs and a helper: none of them is
// left.
func TestKilled(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestPlay$")
	cmd.Env = append(os.Environ(), playVariable+"=1", "TMPDIR="+t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pids []int
	lines := bufio.NewScanner(out)
	for len(pids) == 0 && lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0] != "processes" {
			continue
		}
		for _, word := range words[1:] {
			pid, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	if len(pids) != 3 {
		t.Fatalf("the test has the processes %v, want three", pids)
	}
	for _, pid := range pids {
		if err := awaitEnd(pid, 10*time.Second); err != nil {
			t.Errorf("process %d is left: %v", pid, err)
		}
	}
}

// awaitEnd waits until a process has ended, also one of another parent.
func awaitEnd(pid int, limit time.Duration) error {
	fd, err := unix.PidfdOpen(pid, 0)
	if errors.Is(err, unix.ESRCH) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	for deadline := time.Now().Add(limit); ; {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, max(0, int(time.Until(deadline).Milliseconds())))
		switch {
		case n > 0:
			return nil
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return err
		default:
			return os.ErrDeadlineExceeded
		}
	}
}

// TestBefore calls a function before the path is built, and fails the path with its error.
func TestBefore(t *testing.T) {
	broken := errors.New("the state was not saved")
	for _, tc := range []struct {
		name  string
		err   error
		class results.Class
	}{
		{"saved", nil, results.Passed},
		{"not saved", broken, results.SetUp},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var order []string
			o := options(t, "serves", t.TempDir(), func(*run.T, *qtest.QEMU) { order = append(order, "test") })
			o.Started = func(_ context.Context, q *qtest.QEMU) error {
				if q == nil {
					t.Error("there is no QEMU yet")
				}
				order = append(order, "before")
				return tc.err
			}
			log := &tb{ctx: t.Context()}
			if r := runner.Run(log, o); r.Class != tc.class {
				t.Errorf("class %q, want %q:\n%s", r.Class, tc.class, log.log.String())
			}
			if got, want := strings.Join(order, ", "), "before, test"; tc.err == nil && got != want || tc.err != nil && got != "before" {
				t.Errorf("called: %s", got)
			}
		})
	}
}
