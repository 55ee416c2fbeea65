package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// fakeVariable is set where the test binary is to play QEMU.
const fakeVariable = "RUNNER_FAKE_QEMU"

func TestMain(m *testing.M) {
	if mode := os.Getenv(helperVariable); mode != "" {
		os.Exit(fakeHelper(mode))
	}
	if mode := os.Getenv(fakeVariable); mode != "" {
		os.Exit(fakeQEMU(mode))
	}
	os.Exit(m.Run())
}

// Addresses at which the fake QEMU does something else than to answer.
const (
	crashAt = 0x1000
	exitAt  = 0x2000
	hangAt  = 0x3000
	// At this one it sends a line that is not qtest.
	nonsenseAt = 0x4000
)

// fakeQEMU serves both channels, as QEMU does.
func fakeQEMU(mode string) int {
	switch {
	case mode == "no QEMU":
		return 0
	case os.Args[len(os.Args)-1] == "--version":
		fmt.Println("QEMU emulator version 0")
		return 0
	case mode == "no such device":
		fmt.Fprintln(os.Stderr, "qemu-system-fake: -device foo: 'foo' is not a valid device model name")
		return 1
	case mode == "complains of the helper":
		fmt.Fprintln(os.Stderr, "qemu-system-fake: -device disk,chardev=line0: Failed to read msg header. Read 0 instead of 12")
		return 1
	case mode == "has no qtest accelerator" && slices.Contains(os.Args, "qtest"):
		fmt.Fprintln(os.Stderr, "qemu-system-fake: -accel qtest: invalid accelerator qtest")
		return 1
	case mode == "says nothing":
		select {}
	case mode == "warns at its start":
		fmt.Fprintln(os.Stderr, "qemu-system-fake: warning: the board is old")
	case mode == "crashes at once":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	memory, qmp := qtestfake.NewMemory(), qtestfake.NewQMP()
	memory.OnRead(crashAt, func(qtest.Width) uint64 {
		fmt.Fprintln(os.Stderr, "qemu-system-fake: assertion failed")
		syscall.Kill(os.Getpid(), syscall.SIGKILL) // Go makes an exit of the others
		select {}
	})
	memory.OnWrite(crashAt, func(qtest.Width, uint64) { syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} })
	memory.OnWrite(hangAt, func(qtest.Width, uint64) { select {} })
	memory.OnRead(exitAt, func(qtest.Width) uint64 { os.Exit(3); return 0 })
	memory.OnRead(hangAt, func(qtest.Width) uint64 { select {} })
	complain(memory, qmp)
	migratable(mode, qmp)
	qmp.On("quit", func(json.RawMessage) (string, error) {
		time.AfterFunc(10*time.Millisecond, func() { os.Exit(0) }) // once the reply is out
		return "{}", nil
	})
	if mode == "lives on" {
		signal.Ignore(syscall.SIGTERM)
		qmp.On("quit", func(json.RawMessage) (string, error) { return "{}", nil })
	}
	conn := inherited(3)
	memory.OnRead(nonsenseAt, func(qtest.Width) uint64 {
		fmt.Fprintln(conn, "Segmentation fault (just kidding)")
		return 0
	})
	go memory.Serve(conn)
	qmp.Serve(inherited(4)) // until the test closes it or says quit
	if mode == "lives on" {
		select {}
	}
	return 0
}

func inherited(fd uintptr) net.Conn {
	f := os.NewFile(fd, "inherited")
	defer f.Close()
	conn, err := net.FileConn(f)
	if err != nil {
		panic(err)
	}
	return conn
}

// tb is a testing.TB that records its calls.
type tb struct {
	testing.TB
	ctx context.Context
	mu  sync.Mutex
	log strings.Builder
}

func (t *tb) Context() context.Context          { return t.ctx }
func (t *tb) Helper()                           {}
func (t *tb) Fail()                             {}
func (t *tb) Error(args ...any)                 { t.write(fmt.Sprintln(args...)) }
func (t *tb) Errorf(format string, args ...any) { t.write(fmt.Sprintf(format+"\n", args...)) }
func (t *tb) Log(args ...any)                   { t.write(fmt.Sprintln(args...)) }
func (t *tb) Logf(format string, args ...any)   { t.write(fmt.Sprintf(format+"\n", args...)) }

func (t *tb) write(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log.WriteString(s)
}

var (
	machine = graph.NewMachine[*qtest.QEMU]("fake/board")
	nic     = graph.NewHandle("net")
	disk    = graph.NewHandle("disk")
	socket  = graph.Backend{Kind: graph.Netdev, Type: "socket", Channel: graph.Stream, Props: []graph.Prop{{Name: "fd", Value: graph.FD()}}}
	image   = graph.Backend{Kind: graph.Blockdev, Type: "file", File: 4096, Props: []graph.Prop{{Name: "filename", Value: graph.File()}}}
)

// run runs a test on the fake QEMU.
func runTest(t *testing.T, mode string, test func(t *run.T, q *qtest.QEMU), opts ...graph.TestOption) (*results.Result, string, string) {
	t.Helper()
	outputs := t.TempDir()
	log := &tb{ctx: t.Context()}
	r := runner.Run(log, options(t, mode, outputs, test, opts...))
	transcript, err := os.ReadFile(filepath.Join(outputs, transcript.Name))
	if err != nil {
		t.Fatal(err)
	}
	return r, log.log.String(), string(transcript)
}

// halt keeps the processors of the fake machine idle.
var halt = graph.Halt{
	Options: []graph.Option{{Flag: "-bios", Type: "halt.bin"}}, File: "halt.bin", Content: []byte("hlt"),
}

func newBoard(_ context.Context, env *run.Env) (*qtest.QEMU, error) { return env.QEMU, nil }

// options returns how a test is run on the fake QEMU.
func options(t *testing.T, mode, outputs string, test func(t *run.T, q *qtest.QEMU), opts ...graph.TestOption) runner.Options {
	t.Helper()
	g := graph.New()
	graph.AddMachine(g, machine, newBoard, halt)
	graph.Test(g, "board-tests/test", machine, test, opts...)
	p, err := g.Lookup("fake/board/board-tests/test")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return runner.Options{
		Path:    p,
		Bundle:  &bundle.Bundle{Arch: "fake", Command: []string{self}, Env: []string{fakeVariable + "=" + mode}},
		Scratch: t.TempDir(),
		Outputs: outputs,
		Timeout: 3 * time.Second,
		Rerun:   "run-this-again",
	}
}

func TestClasses(t *testing.T) {
	read := func(addr uint64) func(*run.T, *qtest.QEMU) {
		return func(t *run.T, q *qtest.QEMU) {
			_, err := q.Read(t.Context(), qtest.Width32, addr)
			t.Must(err)
		}
	}
	post := func(addr uint64, then func(*run.T, *qtest.QEMU)) func(*run.T, *qtest.QEMU) {
		return func(t *run.T, q *qtest.QEMU) {
			t.Must(q.Write(t.Context(), qtest.Width32, addr, 1))
			then(t, q)
		}
	}
	nothing := func(*run.T, *qtest.QEMU) {}
	tests := []struct {
		name string
		mode string
		test func(*run.T, *qtest.QEMU)
		want results.Class
		log  []string // parts of the log
	}{
		{"passes", "serves", read(0), results.Passed, nil},
		{
			"test fails", "serves",
			func(t *run.T, _ *qtest.QEMU) { t.Fatalf("register = %#x, want %#x", 1, 2) },
			results.TestFailed,
			[]string{"register = 0x1, want 0x2", "path fake/board/board-tests/test failed (test)", "-M board", "run it again: run-this-again"},
		},
		{
			"test fails twice", "serves",
			func(t *run.T, _ *qtest.QEMU) { t.Error("so"); t.FailNow() },
			results.TestFailed, []string{"so\n"},
		},
		{"test fails without a word", "serves", func(t *run.T, _ *qtest.QEMU) { t.FailNow() }, results.TestFailed, []string{"failed without a message"}},
		{"test panics", "serves", func(*run.T, *qtest.QEMU) { var p *int; *p = 1 }, results.TestFailed, []string{"panic:", "runner_test.go"}},
		{
			"test skips", "serves",
			func(t *run.T, _ *qtest.QEMU) { t.Skip("no such register") },
			results.Skipped, []string{"skipped: no such register"},
		},
		{
			"waits in vain", "serves",
			func(t *run.T, q *qtest.QEMU) {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				t.Must(qtest.Poll(ctx, q, "the ready bit", func(context.Context) (bool, error) { return false, nil }))
			},
			results.TimedOut, []string{"waiting for the ready bit"},
		},
		{"QEMU talks nonsense", "serves", read(nonsenseAt), results.Protocol, []string{"just kidding", "readl 0x4000"}},
		{"QEMU hangs", "serves", read(hangAt), results.TimedOut, []string{"readl 0x3000"}},
		{"QEMU crashes", "serves", read(crashAt), results.QEMUCrashed, []string{"SIGKILL", "assertion failed"}},
		{"QEMU exits", "serves", read(exitAt), results.QEMUExited, []string{"status 3"}},
		{
			"QEMU crashes at what was posted", "serves", post(crashAt, read(0)), results.QEMUCrashed,
			[]string{`the reply to "writel 0x1000 0x1", which comes before the one to "readl 0x0"`},
		},
		{
			"QEMU crashes at what was posted last", "serves", post(crashAt, nothing), results.QEMUCrashed,
			[]string{`at the end: qtest: QEMU was killed by signal SIGKILL while waiting for the reply to "writel 0x1000 0x1"`},
		},
		{
			"QEMU crashes at what a clean-up posted", "serves",
			func(t *run.T, q *qtest.QEMU) { t.Cleanup(func() { post(crashAt, nothing)(t, q) }) },
			results.QEMUCrashed, []string{`at the end: qtest: QEMU was killed by signal SIGKILL while waiting for the reply to "writel 0x1000 0x1"`},
		},
		{
			"QEMU hangs at what was posted last", "serves", post(hangAt, nothing), results.TimedOut,
			[]string{`at the end: qtest: waiting for the reply to "writel 0x3000 0x1"`},
		},
		{
			"QEMU hangs while a line is looked at", "serves",
			post(hangAt, func(t *run.T, q *qtest.QEMU) {
				if !q.IRQ(1) {
					t.Fatal("line 1 is low")
				}
			}),
			results.TimedOut, []string{"line 1 is low", "asking the monitor"},
		},
		{"QEMU talks nonsense before what is posted", "serves", func(t *run.T, q *qtest.QEMU) {
			_, err := q.Read(t.Context(), qtest.Width32, nonsenseAt)
			t.Logf("the read: %v", err)
			post(0, read(0))(t, q)
		}, results.Protocol, []string{"just kidding", "readl 0x4000"}},
		{"QEMU does not end", "lives on", read(0), results.TimedOut, []string{"it had not ended after"}},
		{"QEMU says nothing", "says nothing", read(0), results.TimedOut, []string{"-M board"}},
		{"QEMU refuses to start", "no such device", read(0), results.QEMUExited, []string{"'foo' is not a valid device model name"}},
		{"QEMU crashes as it starts", "crashes at once", read(0), results.QEMUCrashed, []string{"SIGKILL"}},
		{"this is no QEMU", "no QEMU", read(0), results.SetUp, []string{"is not QEMU"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r, log, transcript := runTest(t, tc.mode, tc.test)
			if r.Class != tc.want {
				t.Errorf("class %q, want %q; the log:\n%s", r.Class, tc.want, log)
			}
			if r.Failed() != (len(r.Messages) > 0) || len(r.Messages) > 1 && tc.want == results.TestFailed {
				t.Errorf("messages %q", r.Messages)
			}
			for _, want := range tc.log {
				if !strings.Contains(log, want) {
					t.Errorf("the log does not say %q:\n%s", want, log)
				}
			}
			if !strings.Contains(transcript, "* started") {
				t.Errorf("the transcript does not say that QEMU was started:\n%s", transcript)
			}
		})
	}
}

// TestSurroundings checks the environment of a test: its files, its channels,
// and a QEMU that still runs when its cleanups do.
func TestSurroundings(t *testing.T) {
	r, log, _ := runTest(t, "serves", func(t *run.T, q *qtest.QEMU) {
		b, err := t.Env.Backend(disk)
		t.Must(err)
		info, err := os.Stat(filepath.Join(t.Env.Dir, b.File))
		t.Must(err)
		if info.Size() != 4096 {
			t.Errorf("the disk has %d bytes, want 4096", info.Size())
		}
		if text, err := os.ReadFile(filepath.Join(t.Env.Dir, "prepared")); err != nil || string(text) != "yes" {
			t.Errorf("prepared file: %q, %v", text, err)
		}
		f, err := t.Env.Channel(nic)
		t.Must(err)
		t.Must(f.SetDeadline(time.Now().Add(time.Millisecond)))
		if _, err := f.Read(make([]byte, 1)); !os.IsTimeout(err) {
			t.Errorf("reading a channel on which nothing comes: %v, want a timeout", err)
		}
		t.Cleanup(func() {
			if _, err := q.Read(t.Context(), qtest.Width8, 0); err != nil {
				t.Errorf("QEMU in a cleanup: %v", err)
			}
		})
		if dir := t.TempDir(); dir == "" {
			t.Error("no folder")
		}
		t.Env.AtEnd("an invariant", func(context.Context) error { return io.ErrUnexpectedEOF })
	},
		graph.Define(nic, socket), graph.Define(disk, image),
		graph.Prepare(func(dir string) error { return os.WriteFile(filepath.Join(dir, "prepared"), []byte("yes"), 0o666) }))
	if r.Class != results.TestFailed || !strings.Contains(log, "at the end: an invariant: unexpected EOF") {
		t.Errorf("class %q, want a failure of the check at the end; the log:\n%s", r.Class, log)
	}
	if len(r.Messages) != 1 {
		t.Errorf("messages %q, want only that of the check at the end", r.Messages)
	}
}

// TestOutside checks that the command line and the script in the report of a
// failure work outside of the test's sandbox too.
func TestOutside(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, "serves", t.TempDir(), func(t *run.T, _ *qtest.QEMU) { t.Error("no") })
	o.Kept = "kept/test.outputs"
	o.Outside = func(word string) string { return strings.ReplaceAll(word, self, "/outside/qemu") }
	log := &tb{ctx: t.Context()}
	r := runner.Run(log, o)
	if r.Command[0] != "/outside/qemu" {
		t.Errorf("command %q, want it to begin with /outside/qemu", r.Command)
	}
	script, err := os.ReadFile(r.Reproducer)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(script); strings.Contains(text, self) || !strings.Contains(text, "/outside/qemu") {
		t.Errorf("the script names %s, and not /outside/qemu:\n%s", self, text)
	}
	if !strings.Contains(log.log.String(), "kept/test.outputs/reproduce.sh") {
		t.Errorf("the log does not say where the script will be:\n%s", log.log.String())
	}
}

// TestTranscript checks that the transcript has all messages, in order.
func TestTranscript(t *testing.T) {
	_, _, transcript := runTest(t, "serves", func(t *run.T, q *qtest.QEMU) {
		t.Must(q.Write(t.Context(), qtest.Width16, 0x10, 0xabcd))
		_, err := q.Read(t.Context(), qtest.Width16, 0x10)
		t.Must(err)
	})
	at := 0
	for _, want := range []string{"* started", "<< ", "> writew 0x10 0xabcd\n", "> readw 0x10\n", "< OK\n", "abcd\n", ">> ", "* ended"} {
		i := strings.Index(transcript[at:], want)
		if i < 0 {
			t.Fatalf("no %q after byte %d of the transcript:\n%s", want, at, transcript)
		}
		at += i
	}
}
