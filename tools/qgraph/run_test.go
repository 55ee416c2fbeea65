package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
)

// playVariable is set where the test binary is to play qgraph.
const playVariable = "QGRAPH_PLAY"

func TestMain(m *testing.M) {
	if os.Getenv(playVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// raspi is a path with one element of each kind.
const raspi = "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers"

// standInQEMU writes a shell script in place of a QEMU, and returns its name.
func standInQEMU(t *testing.T, arch, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "qemu-system-"+arch)
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o777); err != nil {
		t.Fatal(err)
	}
	return name
}

// eventually asks until it is so, or the test's patience ends.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestInterrupt ends a run with a silent QEMU, as Ctrl-C and a closed terminal do: the run
// reports the paths that ran, and leaves no process and no file.
func TestInterrupt(t *testing.T) {
	for name, s := range map[string]os.Signal{"Ctrl-C": os.Interrupt, "a closed terminal": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			if signal.Ignored(s) {
				t.Skipf("%v is ignored here, as under nohup", s)
			}
			interrupt(t, s)
		})
	}
}

func interrupt(t *testing.T, s os.Signal) {
	t.Helper()
	noted := filepath.Join(t.TempDir(), "pid")
	qemu := standInQEMU(t, "arm", fmt.Sprintf("echo $$ > %s.part; mv %[1]s.part %[1]s\nexec sleep 1000\n", noted))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	temp, file := t.TempDir(), filepath.Join(t.TempDir(), "results.jsonl")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "run", "--qemu", qemu, "--results", file, raspi)
	cmd.Env = append(os.Environ(), playVariable+"=yes", "TMPDIR="+temp)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	eventually(t, "QEMU to begin", func() bool {
		text, err := os.ReadFile(noted)
		if err != nil {
			return false
		}
		pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil
	})
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitStopped {
		t.Fatalf("the run ended with %v, want exit code %d:\n%s", err, exitStopped, &out)
	}
	if !strings.Contains(out.String(), "1 interrupted") {
		t.Errorf("the run does not say that a path was interrupted:\n%s", &out)
	}
	eventually(t, "QEMU to be gone", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
	all, err := results.ReadFile(file)
	if err != nil || len(all) != 1 || all[0].Class != results.Interrupted {
		t.Errorf("results %+v, error %v; want the one path, interrupted", all, err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("the run left %v, error %v", left, err)
	}
}

// TestFullDisk runs a path with a full disk for its results: the run reports the
// error, and still reports the path.
func TestFullDisk(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	qemu := standInQEMU(t, "arm", "exit 3\n")
	for _, flag := range []string{"--results", "--junit", "--tap"} {
		out, _, err := execute(t, "run", "--qemu", qemu, flag, "/dev/full", raspi)
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s /dev/full: error %v, want ENOSPC", flag, err)
		}
		if !strings.Contains(out, "paths: 0 passed, 1 failed (1 set-up)") {
			t.Errorf("%s /dev/full: the path is not reported:\n%s", flag, out)
		}
	}
}

// TestFullOutputs runs a path with a full disk for its outputs: the run says so at
// its end, beside the outcome of the path.
func TestFullOutputs(t *testing.T) {
	qemu := standInQEMU(t, "arm", "exit 3\n")
	outputs := t.TempDir()
	dir := filepath.Join(outputs, raspi)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/full", filepath.Join(dir, "transcript.txt")); err != nil {
		t.Fatal(err)
	}
	out, _, err := execute(t, "run", "--qemu", qemu, "--outputs", outputs, raspi)
	if err == nil || !strings.Contains(err.Error(), raspi+": the transcript is incomplete") {
		t.Errorf("error %v, want one of the transcript", err)
	}
	if !strings.Contains(out, "paths: 0 passed, 1 failed (1 set-up)") {
		t.Errorf("the path is not reported:\n%s", out)
	}
}

// TestRunReports reads the reports of a run: on the terminal, in files, in its
// outputs.
func TestRunReports(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	qemu := standInQEMU(t, "arm", `[ "$1" = --version ] && echo "QEMU emulator" && exit; echo "no board of that name" >&2; exit 1`)
	dir := t.TempDir()
	jsonl, junit, tap := filepath.Join(dir, "r.jsonl"), filepath.Join(dir, "r.xml"), filepath.Join(dir, "r.tap")
	out, _, err := execute(t, "run", "--qemu", qemu, "--results", jsonl, "--junit", junit, "--tap", tap, raspi)
	if !errors.Is(err, errPathsFailed) {
		t.Fatalf("error %v, want errPathsFailed; output:\n%s", err, out)
	}
	for _, want := range []string{"exit ", raspi, "no board of that name", "-M raspi2b", "outputs: ", "paths: 0 passed, 1 failed (1 exit)"} {
		if !strings.Contains(out, want) {
			t.Errorf("the run does not say %q:\n%s", want, out)
		}
	}
	all, err := results.ReadFile(jsonl)
	if err != nil || len(all) != 1 || all[0].Class != results.QEMUExited {
		t.Fatalf("results %+v, error %v", all, err)
	}
	for _, name := range []string{all[0].Transcript, all[0].Reproducer, junit, tap} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(text), raspi) {
			t.Errorf("%s does not name the path:\n%s", name, text)
		}
	}
}

// TestFaultyQEMU names a program that is no QEMU for paths of several architectures: what is said
// is about that program, not about an architecture that has none.
func TestFaultyQEMU(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	qemu := notQEMU(t)
	_, said, err := execute(t, "run", "--qemu", qemu, "sdhci-tests/registers")
	if err == nil || !strings.Contains(err.Error(), qemu+" is not QEMU") {
		t.Errorf("run: error %v, want one that says that %s is not QEMU", err, qemu)
	}
	if strings.Count(said, "warning: "+qemu+" is not QEMU") != 1 {
		t.Errorf("run warns of the QEMU not once:\n%s", said)
	}
	out, said, err := execute(t, "list", "--available", "--qemu", qemu, "sdhci-tests/registers")
	if err != nil || out != "" || !strings.Contains(said, "warning: "+qemu+" is not QEMU") {
		t.Errorf("list: error %v, output %q, warning %q", err, out, said)
	}
}

// TestRerun runs a path that fails with all that its result depends on: so does the command that runs it again.
func TestRerun(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	qemu := standInQEMU(t, "arm", "exit 1\n")
	out, _, err := execute(t, "run", "--qemu", qemu, "--real-time", "--qemu-log", "unimp", raspi)
	if want := raspi + " --qemu-log unimp --real-time\n"; !errors.Is(err, errPathsFailed) || !strings.Contains(out, want) {
		t.Errorf("error %v, want errPathsFailed and a command with %q:\n%s", err, want, out)
	}
}

func TestDebuggerIsForOnePath(t *testing.T) {
	qemu := standInQEMU(t, "arm", "exit 0\n")
	if _, _, err := execute(t, "run", "--qemu", qemu, "--gdb", "--wait", raspi); err == nil || !strings.Contains(err.Error(), "gdb wait") {
		t.Errorf("--gdb --wait: error %v", err)
	}
	if _, _, err := execute(t, "run", "--qemu", qemu, "--gdb", "^arm/"); err == nil || !strings.Contains(err.Error(), "one path") {
		t.Errorf("--gdb with many paths: error %v", err)
	}
}

func TestRunNoSteps(t *testing.T) {
	qemu := standInQEMU(t, "arm", "exit 0\n")
	if _, _, err := execute(t, "run", "--qemu", qemu, "--step", "card/(", raspi); err == nil || !strings.Contains(err.Error(), `steps "card/("`) {
		t.Errorf("--step with no expression: error %v", err)
	}
}
