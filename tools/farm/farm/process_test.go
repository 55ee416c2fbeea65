package farm

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sleeper starts a program that ends when the test does.
func sleeper(t *testing.T) Process {
	t.Helper()
	cmd := exec.Command("cat")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }()
	t.Cleanup(func() { in.Close(); cmd.Process.Kill(); <-done })
	return Process{Name: "cat", PID: cmd.Process.Pid, Born: born(cmd.Process.Pid)}
}

func TestProcessAlive(t *testing.T) {
	p := sleeper(t)
	if !p.Alive() {
		t.Fatal("a process that was just started is not alive")
	}
	other := p
	other.Born = "1" // as if another process had come to have the number
	if other.Alive() {
		t.Error("another process with that number is taken for ours")
	}
	if err := other.kill(t.Context()); err != nil {
		t.Error(err)
	}
	if !p.Alive() {
		t.Error("another process with that number was killed")
	}
	if err := p.kill(t.Context()); err != nil {
		t.Error(err)
	}
	if p.Alive() {
		t.Error("a process is alive after it was killed")
	}
	if (Process{}).Alive() {
		t.Error("no process is alive")
	}
}

func TestWaitSaysForWhat(t *testing.T) {
	never := func() (bool, error) { return false, nil }
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	err := wait(ctx, "rain", time.Hour, never)
	if err == nil || err.Error() != "farm: wait for rain: enough" {
		t.Errorf("wait = %v", err)
	}
	err = wait(t.Context(), "rain", time.Nanosecond, never)
	if err == nil || err.Error() != "farm: wait for rain: nothing after 1ns" {
		t.Errorf("wait = %v", err)
	}
}

func TestRemoveAllOfForbiddenFolders(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "farm")
	inner := filepath.Join(folder, "work", "work")
	if err := os.MkdirAll(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(inner, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(inner, 0); err != nil {
		t.Fatal(err)
	}
	if err := removeAll(folder); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder is still there")
	}
}

// A farm that ends at its start leaves nothing, and its error has its last
// output.
func TestUpWithoutRoot(t *testing.T) {
	checkout, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(checkout, "tools", "farm", "enter.sh")); err != nil {
		t.Skip("the scripts of tools/farm are not here: this test is for go test, not for Bazel")
	}
	dir := filepath.Join(t.TempDir(), "farm")
	f, err := Up(t.Context(), Config{Workspace: checkout, Root: filepath.Join(dir, "nowhere"), Dir: dir, Workers: 1})
	if err == nil {
		t.Fatalf("Up = %v without a root", f)
	}
	if !strings.Contains(err.Error(), "it has ended; its last output") {
		t.Errorf("Up: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Errorf("%s is still there", dir)
	}
	if _, err := Open(dir); !errors.Is(err, ErrDown) {
		t.Errorf("Open = %v, want %v", err, ErrDown)
	}
}

func TestUpTwice(t *testing.T) {
	if _, err := Up(t.Context(), Config{Dir: t.TempDir()}); !errors.Is(err, ErrUp) {
		t.Errorf("Up where there is a farm: %v, want %v", err, ErrUp)
	}
}
