package qtest_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"golang.org/x/sys/unix"
)

// start starts a fake QEMU and stops it when t ends. A test that expects an unclean end stops it before.
func start(t *testing.T, cfg qtest.Config) *qtest.QEMU {
	t.Helper()
	q, err := qtest.Start(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Start() = %v", err)
	}
	t.Cleanup(func() {
		q.Kill()
		<-q.Done()
	})
	return q
}

// firstLine is the first line of an error's text.
func firstLine(err error) string {
	if err == nil {
		return "no error"
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// checkGoroutines fails t if goroutines of the package are left when t ends.
func checkGoroutines(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		var left string
		for range 500 { // a goroutine that has done its last may not be gone yet
			left = packageGoroutines()
			if left == "" {
				return
			}
			<-tick.C
		}
		t.Errorf("goroutines are left:\n%s", left)
	})
}

func packageGoroutines() string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var left []string
	for _, stack := range strings.Split(string(buf), "\n\n") {
		for _, made := range []string{"qtest.newConn", "qtest.startProcess", "qtest.(*process)", "qtest.Start", "qtest.(*QEMU)", "qmp.NewClient"} {
			if strings.Contains(stack, "created by github.com/qgraph/qgraph/qtest") && strings.Contains(stack, made) {
				left = append(left, stack)
				break
			}
		}
	}
	return strings.Join(left, "\n\n")
}

func TestStartAndStop(t *testing.T) {
	checkGoroutines(t)
	cfg := fakeConfig(t, "serve")
	cfg.Dir = t.TempDir()
	q := start(t, cfg)
	pid := q.PID()
	if err := q.Write(t.Context(), qtest.Width32, 0x1000, 0x12345678); err != nil {
		t.Errorf("Write() = %v", err)
	}
	if got, err := q.Read(t.Context(), qtest.Width16, 0x1002); err != nil || got != 0x1234 {
		t.Errorf("Read() = %#x, %v, want 0x1234", got, err)
	}
	if err := q.SystemReset(t.Context()); err != nil {
		t.Errorf("SystemReset() = %v", err)
	}
	if err := q.Err(); err != nil {
		t.Errorf("Err() of a running QEMU = %v", err)
	}
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("second Stop() = %v", err)
	}
	if after := q.PID(); after != pid {
		t.Errorf("PID() is %d, and %d after the end", pid, after)
	}
	select {
	case <-q.Done():
	default:
		t.Error("Done() is not closed after Stop")
	}
	if err := q.Err(); err != nil {
		t.Errorf("Err() after an orderly end = %v", err)
	}
	dir, err := filepath.EvalSymlinks(cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	const args = "-accel qtest -display none" +
		" -chardev socket,id=qgraph-qtest-channel,fd=3 -object qtest,id=qgraph-qtest,chardev=qgraph-qtest-channel,log=none" +
		" -chardev socket,id=qgraph-qmp-channel,fd=4 -qmp chardev:qgraph-qmp-channel -machine fake"
	if diff := cmp.Diff("in "+dir+" with "+args+"\n", q.Output()); diff != "" {
		t.Errorf("output mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(cfg.Command[0]+" "+args, strings.Join(q.CommandLine(), " ")); diff != "" {
		t.Errorf("command line mismatch (-want +got):\n%s", diff)
	}
	if _, err := q.Read(t.Context(), qtest.Width8, 0); !errors.Is(err, qtest.ErrStopped) {
		t.Errorf("Read() after Stop = %v, want ErrStopped", err)
	}
	if _, err := q.QMP().HMP(t.Context(), "info qtree"); !errors.Is(err, qtest.ErrStopped) {
		t.Errorf("HMP() after Stop = %v, want ErrStopped", err)
	}
}

// awaitEnd takes hold of a process, and returns a function that fails t unless the process ends soon.
func awaitEnd(t *testing.T, pid int) func() {
	t.Helper()
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatalf("pidfd_open %d: %v", pid, err)
	}
	return func() {
		t.Helper()
		defer unix.Close(fd)
		ended := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		for {
			n, err := unix.Poll(ended, 10_000)
			if errors.Is(err, unix.EINTR) {
				continue
			}
			if n != 1 || err != nil {
				t.Errorf("process %d still runs: poll returned %d, %v", pid, n, err)
			}
			return
		}
	}
}

// No QEMU outlives a killed test, whichever of its threads started QEMU.
func TestDiesWithItsTest(t *testing.T) {
	cfg := fakeConfig(t, "parent")
	parent := exec.Command(cfg.Command[0])
	parent.Env = cfg.Env
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	defer parent.Wait()
	defer parent.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("read QEMU's number: %v", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("the parent printed %q, want QEMU's number", line)
	}
	gone := awaitEnd(t, pid)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	gone()
}

// QEMU does not die with a thread of its test. The signal of the parent's death is sent when the thread that started the
// process ends; so Start is called here on a thread that ends soon after.
func TestOutlivesThreads(t *testing.T) {
	type started struct {
		q   *qtest.QEMU
		err error
		tid int
	}
	results := make(chan started)
	cfg := fakeConfig(t, "serve")
	var startOnThread func()
	startOnThread = func() {
		runtime.LockOSThread() // never unlocked, so the thread ends with the goroutine
		if unix.Gettid() == unix.Getpid() {
			go startOnThread() // the main thread never ends; keep it busy
			<-t.Context().Done()
			return
		}
		q, err := qtest.Start(t.Context(), cfg)
		results <- started{q, err, unix.Gettid()}
	}
	go startOnThread()
	s := <-results
	if s.err != nil {
		t.Fatal(s.err)
	}
	awaitThreadEnd(t, s.tid)
	if _, err := s.q.BigEndian(t.Context()); err != nil {
		t.Errorf("BigEndian() = %v", err)
	}
	if err := s.q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
}

// awaitThreadEnd waits until a thread of this process is gone.
func awaitThreadEnd(t *testing.T, tid int) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range 10_000 {
		if _, err := os.Stat(filepath.Join("/proc/self/task", strconv.Itoa(tid))); errors.Is(err, os.ErrNotExist) {
			return
		}
		<-tick.C
	}
	t.Fatalf("thread %d does not end", tid)
}

func TestFiles(t *testing.T) {
	cfg := fakeConfig(t, "files")
	var readers []*os.File
	for range 2 {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		defer w.Close()
		readers, cfg.Files = append(readers, r), append(cfg.Files, w)
	}
	q := start(t, cfg)
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
	for i, want := range []string{"written to the first file", "written to the second file"} {
		if err := cfg.Files[i].Close(); err != nil {
			t.Errorf("Start closed the caller's file: %v", err)
		}
		got, err := io.ReadAll(readers[i])
		if err != nil || string(got) != want {
			t.Errorf("file %d got %q, %v, want %q", i, got, err, want)
		}
	}
}

// A QEMU inherits its own two sockets and no others: else the end of another QEMU would go unnoticed.
func TestInheritsNothingElse(t *testing.T) {
	first := start(t, fakeConfig(t, "serve"))
	second := start(t, fakeConfig(t, "sockets"))
	if got := len(strings.Fields(second.Output())); got != 1+2 {
		t.Errorf("the second QEMU has %q open, want two sockets", second.Output())
	}
	for _, q := range []*qtest.QEMU{first, second} {
		if err := q.Stop(t.Context()); err != nil {
			t.Errorf("Stop() = %v", err)
		}
	}
}

func TestOutputIsBounded(t *testing.T) {
	_, err := qtest.Start(t.Context(), fakeConfig(t, "chatty"))
	var failed *qtest.StartError
	if !errors.As(err, &failed) {
		t.Fatalf("Start() = %v, want a StartError", err)
	}
	out := failed.Output
	if len(out) > 200<<10 || !strings.HasPrefix(out, "line 0\nline 1\n") || !strings.HasSuffix(out, "\nline 99999\n") || !strings.Contains(out, "bytes not kept") {
		t.Errorf("output has %d bytes, begins %q and ends %q", len(out), out[:20], out[len(out)-20:])
	}
	if lines := strings.Count(err.Error(), "\n"); lines > 20 {
		t.Errorf("the error has %d lines", lines)
	}
}
