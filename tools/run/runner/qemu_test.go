//go:build qemu

package runner_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// qemuVariable names the environment variable with the path of a
// qemu-system-x86_64, as the tests of package qemutest have it.
const qemuVariable = "QGRAPH_TEST_QEMU"

// The serial port of a PC: the scratch register of its 16550 (PC16550D, section
// 8.0 "Registers") keeps the written value.
const scratch reg.Reg[uint8] = 7

// com1 is the serial port as registers.
type com1 struct{ *qtest.QEMU }

func (c com1) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	v, err := c.In(ctx, w, uint16(0x3f8+offset))
	return uint64(v), err
}

func (c com1) Store(ctx context.Context, w qtest.Width, offset, v uint64) error {
	return c.Out(ctx, w, uint16(0x3f8+offset), uint32(v))
}

// serialPath returns the path of a test of a PC's serial port, and a real QEMU.
func serialPath(t testing.TB, test func(*run.T, *qtest.QEMU)) (graph.Path, *bundle.Bundle) {
	t.Helper()
	binary := os.Getenv(qemuVariable)
	if binary == "" {
		t.Fatalf("%s is not set: it must name a qemu-system-x86_64", qemuVariable)
	}
	b, err := bundle.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	g := graph.New()
	pc := graph.NewMachine[*qtest.QEMU]("x86_64/pc")
	serial := graph.NewDriver[*qtest.QEMU]("isa-serial")
	graph.AddMachine(g, pc, func(_ context.Context, env *run.Env) (*qtest.QEMU, error) { return env.QEMU, nil })
	graph.Consumes(g, serial, pc, func(_ context.Context, q *qtest.QEMU) (*qtest.QEMU, error) { return q, nil },
		graph.Needs(graph.NewNeed("chardev", "chardev", graph.Backend{
			Kind: graph.Chardev, Type: "socket", Channel: graph.Stream, Props: []graph.Prop{{Name: "fd", Value: graph.FD()}},
		})))
	graph.Test(g, "serial-tests/provoked", serial, test)
	p, err := g.Lookup("x86_64/pc/isa-serial/serial-tests/provoked")
	if err != nil {
		t.Fatal(err)
	}
	return p, b
}

// onQEMU runs a test on the serial port of a real QEMU, and returns its result
// and outputs.
func onQEMU(t *testing.T, timeout time.Duration, test func(*run.T, *qtest.QEMU)) (r *results.Result, log, script string) {
	t.Helper()
	p, b := serialPath(t, test)
	stand := &tb{ctx: t.Context()}
	r = runner.Run(stand, runner.Options{Path: p, Bundle: b, Scratch: t.TempDir(), Outputs: t.TempDir(), Timeout: timeout})
	return r, stand.log.String(), r.Reproducer
}

// replay runs a reproduce.sh with an empty environment, in a folder of nothing.
func replay(t *testing.T, script string) (out string, exitCode int) {
	t.Helper()
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(t.TempDir(), "alone.sh")
	if err := os.WriteFile(alone, text, 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", alone)
	cmd.Dir, cmd.Env = filepath.Dir(alone), []string{"PATH=/usr/bin:/bin"}
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("run %s: %v", alone, err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

// wants checks that a text says each of the words.
func wants(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%s does not say %q:\n%s", what, word, text)
		}
	}
}

// TestDeviceFault provokes a failure of the device, as the test sees it: the
// scratch register does not hold the expected value.
func TestDeviceFault(t *testing.T) {
	r, log, script := onQEMU(t, 0, func(t *run.T, q *qtest.QEMU) {
		port := com1{q}
		scratch.WriteT(t, port, 0x5a)
		if _, err := q.QMP().HMP(t.Context(), "info version"); err != nil {
			t.Fatal(err)
		}
		if got := scratch.ReadT(t, port); got != 0xa5 {
			t.Errorf("scratch register = %#x, want %#x", got, 0xa5)
		}
		t.Must(q.SystemReset(t.Context()))
	})
	if r.Class != results.TestFailed {
		t.Fatalf("class %q, want %q; the log:\n%s", r.Class, results.TestFailed, log)
	}
	wants(t, "the log", log, "scratch register = ", "-device isa-serial", "inb 0x3ff", "bash "+script)
	out, code := replay(t, script)
	if code != 0 {
		t.Errorf("replay: exit code %d, want 0:\n%s", code, out)
	}
	wants(t, "the replay", out, "QEMU lives", "every answer is as recorded", "with the recorded answer, the test failed: scratch register = ")

	// The replay reports a device that answers otherwise, with the command.
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "> outb 0x3ff 0x5a", "> outb 0x3ff 0x5b", 1)
	if changed == string(text) {
		t.Fatalf("the script does not write the register:\n%s", text)
	}
	other := filepath.Join(t.TempDir(), "other.sh")
	if err := os.WriteFile(other, []byte(changed), 0o666); err != nil {
		t.Fatal(err)
	}
	out, code = replay(t, other)
	if code != 1 {
		t.Errorf("replay on another device: exit code %d, want 1:\n%s", code, out)
	}
	wants(t, "the replay on another device", out, "inb 0x3ff", "recorded: OK 0x005a", "now:      OK 0x005b", "1 answers differ")
}

// TestCrash makes QEMU abort: set_irq_in of an input that the device lacks.
func TestCrash(t *testing.T) {
	r, log, script := onQEMU(t, 0, func(t *run.T, q *qtest.QEMU) {
		t.Must(q.SetIRQIn(t.Context(), "/machine", "no-such-input", 7, 1))
	})
	if r.Class != results.QEMUCrashed {
		t.Fatalf("class %q, want %q; the log:\n%s", r.Class, results.QEMUCrashed, log)
	}
	wants(t, "the log", log, "SIGABRT", "set_irq_in /machine")
	if _, err := exec.LookPath("gdb"); err == nil && corePattern(t) == "core" {
		wants(t, "the backtrace", r.Backtrace, "abort", "main_loop_wait")
	}
	out, code := replay(t, script)
	if code != 0 {
		t.Errorf("replay: exit code %d, want 0:\n%s", code, out)
	}
	wants(t, "the replay", out, "QEMU was killed by SIGABRT", "every answer is as recorded")
}

func corePattern(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("/proc/sys/kernel/core_pattern")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// TestHang stops QEMU, as a loop without end in a device would.
func TestHang(t *testing.T) {
	r, log, script := onQEMU(t, 2*time.Second, func(t *run.T, q *qtest.QEMU) {
		t.Must(syscall.Kill(q.PID(), syscall.SIGSTOP))
		scratch.ReadT(t, com1{q})
	})
	if r.Class != results.TimedOut {
		t.Fatalf("class %q, want %q; the log:\n%s", r.Class, results.TimedOut, log)
	}
	wants(t, "the log", log, `the reply to "inb 0x3ff"`, "QEMU's main loop hangs")
	if _, err := exec.LookPath("gdb"); err == nil {
		wants(t, "the backtrace", r.Backtrace, "Thread 1")
	}
	// QEMU is not at fault here, so a replay gets the answer that the recorded
	// run lacked.
	out, code := replay(t, script)
	if code != 1 {
		t.Errorf("replay: exit code %d, want 1:\n%s", code, out)
	}
	wants(t, "the replay", out, "recorded: no answer", "now:      OK 0x")
}

// TestWaitInVain waits for a state that a living QEMU never reaches: the result
// has the monitor's answers.
func TestWaitInVain(t *testing.T) {
	r, log, _ := onQEMU(t, 2*time.Second, func(t *run.T, q *qtest.QEMU) {
		t.Must(qtest.Poll(t.Context(), q, "data in the serial port", func(context.Context) (bool, error) { return false, nil }))
	})
	if r.Class != results.TimedOut {
		t.Fatalf("class %q, want %q; the log:\n%s", r.Class, results.TimedOut, log)
	}
	wants(t, "the log", log, "data in the serial port")
	wants(t, "the monitor", r.Monitor, "(qemu) info status", "VM status", "isa-serial")
}

// TestQEMUExits ends QEMU behind the test's back.
func TestQEMUExits(t *testing.T) {
	r, log, _ := onQEMU(t, 0, func(t *run.T, q *qtest.QEMU) {
		if _, err := q.QMP().HMP(t.Context(), "quit"); err == nil {
			scratch.ReadT(t, com1{q})
		} else {
			t.Errorf("quit: %v", err)
		}
	})
	if r.Class != results.QEMUExited {
		t.Fatalf("class %q, want %q; the log:\n%s", r.Class, results.QEMUExited, log)
	}
	wants(t, "the log", log, "status 0")
}

// TestResultIsKept reads the outputs of a failure.
func TestResultIsKept(t *testing.T) {
	r, _, script := onQEMU(t, 0, func(t *run.T, _ *qtest.QEMU) { t.Fatal("no") })
	text, err := os.ReadFile(filepath.Join(filepath.Dir(script), results.FileName))
	if err != nil {
		t.Fatal(err)
	}
	var kept results.Result
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	if kept.Path != r.Path || kept.Class != results.TestFailed || kept.Transcript != filepath.Join(filepath.Dir(script), transcript.Name) {
		t.Errorf("result %+v, want that of %+v", kept, r)
	}
}
