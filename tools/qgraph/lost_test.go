package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// qgraph returns the command that runs qgraph, with temp for temporary files.
func qgraph(t *testing.T, temp string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), playVariable+"=yes", "TMPDIR="+temp)
	return cmd
}

// silentQEMU returns a QEMU that says nothing, and a function that waits for its start and
// returns its number.
func silentQEMU(t *testing.T) (qemu string, begun func() int) {
	t.Helper()
	noted := filepath.Join(t.TempDir(), "pid")
	qemu = standInQEMU(t, "arm", fmt.Sprintf("echo $$ > %s.part; mv %[1]s.part %[1]s\nexec sleep 1000\n", noted))
	return qemu, func() (pid int) {
		eventually(t, "QEMU to begin", func() bool {
			text, err := os.ReadFile(noted)
			if err != nil {
				return false
			}
			pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
			return err == nil
		})
		return pid
	}
}

// TestKilledRun ends a run in the midst of a path, without time to clean up. Its QEMU goes with
// it, it leaves no report that is older or half, and the next run removes its temporary files.
func TestKilledRun(t *testing.T) {
	for _, tc := range []struct {
		name    string
		signals []os.Signal
	}{
		{"killed", []os.Signal{os.Kill}},
		{"Ctrl-C twice", []os.Signal{os.Interrupt, os.Interrupt}},
	} {
		t.Run(tc.name, func(t *testing.T) { killedRun(t, tc.signals) })
	}
}

func killedRun(t *testing.T, signals []os.Signal) {
	temp, dir := t.TempDir(), t.TempDir()
	qemu, begun := silentQEMU(t)
	jsonl, junit, tap := filepath.Join(dir, "r.jsonl"), filepath.Join(dir, "r.xml"), filepath.Join(dir, "r.tap")
	for _, name := range []string{jsonl, junit, tap} {
		if err := os.WriteFile(name, []byte("of an earlier run\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := qgraph(t, temp, "run", "--qemu", qemu, "--results", jsonl, "--junit", junit, "--tap", tap, raspi)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := begun()
	for _, s := range signals {
		if err := cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
	}
	cmd.Wait()
	eventually(t, "QEMU to be gone", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
	killed := slices.Contains(signals, os.Kill) // the first Ctrl-C may have had time enough
	if left := scratchFolders(t, temp); killed && len(left) != 1 {
		t.Fatalf("the run left %q, want one scratch folder", left)
	}
	for name, end := range map[string]string{junit: "</testsuites>", tap: "1 - " + raspi} {
		if text, err := os.ReadFile(name); err == nil && (killed || !strings.Contains(string(text), end)) {
			t.Errorf("%s holds %q", name, text)
		}
	}
	if all, err := results.ReadFile(jsonl); err != nil || killed && len(all) != 0 {
		t.Errorf("%s holds %v, error %v; want no results", jsonl, all, err)
	}
	// The next run fails: it has a QEMU that exits.
	next := qgraph(t, temp, "run", "--qemu", standInQEMU(t, "arm", "exit 3\n"), raspi)
	if out, err := next.CombinedOutput(); next.ProcessState.ExitCode() != exitFailed {
		t.Fatalf("the next run: %v\n%s", err, out)
	}
	if left := scratchFolders(t, temp); len(left) > 0 {
		t.Errorf("after the next run there are %q", left)
	}
}

func scratchFolders(t *testing.T, temp string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(temp, "qgraph-scratch-*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// TestTwoRuns has several runs of a path at once, with one folder for outputs: each file there
// is whole, and all are of one run.
func TestTwoRuns(t *testing.T) {
	// Each run's QEMU says who it is, before and after another may begin.
	qemu := standInQEMU(t, "arm", `[ "$1" = --version ] && echo "QEMU emulator" && exit; echo "I am $$" >&2; sleep 0.05; exit 1`)
	temp, outputs := t.TempDir(), t.TempDir()
	const runs = 4
	var all [runs]*exec.Cmd
	var said [runs]bytes.Buffer
	for i := range all {
		all[i] = qgraph(t, temp, "run", "--qemu", qemu, "--outputs", outputs, raspi)
		all[i].Stdout, all[i].Stderr = &said[i], &said[i]
		if err := all[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, cmd := range all {
		if cmd.Wait(); cmd.ProcessState.ExitCode() != exitFailed {
			t.Errorf("run %d: %v\n%s", i, cmd.ProcessState, &said[i])
		}
	}
	dir := filepath.Join(outputs, raspi)
	text, err := os.ReadFile(filepath.Join(dir, results.FileName))
	if err != nil {
		t.Fatal(err)
	}
	var r results.Result
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	_, who, _ := strings.Cut(strings.TrimSpace(r.Output), "I am ")
	transcript, err := os.ReadFile(filepath.Join(dir, "transcript.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(transcript), "* started") != 1 || strings.Count(string(transcript), "| I am ") != 1 || !strings.Contains(string(transcript), "| I am "+who) {
		t.Errorf("the result is of %q, the transcript has:\n%s", who, transcript)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("the folder has %v, error %v; want three files", entries, err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("the runs left %v, error %v", left, err)
	}
}

// TestResultsOfTwoRuns has a second run with the file of results of a first one.
func TestResultsOfTwoRuns(t *testing.T) {
	temp, file := t.TempDir(), filepath.Join(t.TempDir(), "results.jsonl")
	qemu, begun := silentQEMU(t)
	first := qgraph(t, temp, "run", "--qemu", qemu, "--results", file, raspi)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	begun()
	second := qgraph(t, temp, "run", "--qemu", standInQEMU(t, "arm", "exit 3\n"), "--results", file, raspi)
	out, _ := second.CombinedOutput()
	if second.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(out), file+": "+wholefile.ErrLocked.Error()) {
		t.Errorf("the second run: %v\n%s", second.ProcessState, out)
	}
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	first.Wait()
	if all, err := results.ReadFile(file); err != nil || len(all) != 1 {
		t.Errorf("the file has %v, error %v; want the first run's result", all, err)
	}
}

// TestSmallDisk has a disk that becomes full in the midst of the files of a path: each file is
// whole or not there, and the run says what is lost.
func TestSmallDisk(t *testing.T) {
	// A wordy QEMU: the transcript alone fills the disk.
	qemu := standInQEMU(t, "arm", `[ "$1" = --version ] && echo "QEMU emulator" && exit; i=0; while [ $i -lt 5000 ]; do echo "a line of QEMU's: $i"; i=$((i+1)); done; exit 1`)
	disk, temp := t.TempDir(), t.TempDir()
	const script = `mount -t tmpfs -o size=64k tmpfs "$1" || exit 77
disk=$1; shift
"$@" run --qemu "$QEMU" --outputs "$disk" --results "$disk/r.jsonl" --junit "$disk/r.xml" --tap "$disk/r.tap" "$PATTERN"
echo "exit code $?"
cd "$disk" && find . -type f | sort
rm -r "$disk"/* # now the disk becomes full in the midst of a line
"$@" run --qemu "$QEMU" --results "$disk/r.jsonl" "$PATTERN" >/dev/null
echo "exit code $?, $(wc -c <r.jsonl) bytes"`
	cmd := qgraph(t, temp)
	cmd.Args = []string{"sh", "-c", script, "sh", disk, cmd.Path}
	cmd.Path = "/bin/sh"
	cmd.Env = append(cmd.Env, "QEMU="+qemu, "PATTERN="+raspi)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == 77 {
		t.Skipf("this computer forbids a mount of one's own: %v\n%s", err, text)
	}
	out := string(text)
	for _, want := range []string{"exit code 2\n", "the transcript is incomplete", "no space left on device", "paths: 0 passed, 1 failed (1 exit)"} {
		if !strings.Contains(out, want) {
			t.Errorf("the run does not say %q", want)
		}
	}
	_, files, _ := strings.Cut(out, "exit code")
	for _, name := range []string{"result.json", "reproduce.sh", "r.xml", "r.tap", "/."} {
		if strings.Contains(files, name) {
			t.Errorf("a part of %s is left", name)
		}
	}
	if !strings.HasSuffix(out, "exit code 2, 0 bytes\n") {
		t.Errorf("the file of results has a part of a line")
	}
	if t.Failed() {
		t.Logf("output:\n%.3000s\n…\n%s", out, files)
	}
}
