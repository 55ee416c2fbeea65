package farm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Process is a running part of a farm: the server or a worker.
type Process struct {
	Name string
	PID  int    // of unshare, which has no other child than the first process of the namespaces
	Born string // when PID began, in the kernel's own count: another process may get that number
}

// launch starts the script of tools/farm in namespaces of its own, in a view of
// the root. It returns when the process runs, not when it is ready.
func (f *Farm) launch(name, script string, args ...string) (Process, error) {
	// The parts outlive the command that starts them, but not each other's namespaces.
	words := []string{"--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"}
	if script != serverScript {
		words = append(words, "--net") // so no worker has a network, not even the loopback
	}
	if os.Geteuid() != 0 {
		words = append(words, "--user", "--map-root-user")
	}
	folder := filepath.Join(f.Dir, name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return Process{}, fmt.Errorf("farm: %s: %w", name, err)
	}
	size := f.Sizes[name]
	if size == "" {
		size = "-"
	}
	here := filepath.Join(f.Workspace, "tools", "farm")
	words = append(words, "--", "bash", filepath.Join(here, "enter.sh"), f.Root, folder, size, filepath.Join(here, script))
	log, err := os.OpenFile(f.LogFile(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return Process{}, fmt.Errorf("farm: %s: %w", name, err)
	}
	defer log.Close()
	cmd := exec.Command("unshare", append(words, args...)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return Process{}, fmt.Errorf("farm: %s: %w", name, err)
	}
	go cmd.Wait() // so that it does not stay as a zombie while this program lives
	return Process{Name: name, PID: cmd.Process.Pid, Born: born(cmd.Process.Pid)}, nil
}

// Alive reports whether the process still runs.
func (p Process) Alive() bool {
	return p.PID != 0 && born(p.PID) == p.Born && p.Born != ""
}

// kill ends the process and all of its children, and returns when they are gone.
func (p Process) kill(ctx context.Context) error {
	if !p.Alive() {
		return nil
	}
	// unshare ends when its child does, the first process of the PID namespace; that one ends when no other
	// is left there.
	pid := p.PID
	if child := child(p.PID); child != 0 {
		pid = child
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("farm: end %s: %w", p.Name, err)
	}
	return wait(ctx, p.Name+" to end", 20*time.Second, func() (bool, error) { return !p.Alive(), nil })
}

// child returns the number of the process's only child, or 0.
func child(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return n
}

// born returns when the process began, or "" if there is none with that number.
// It is the 22nd field of /proc/PID/stat (proc_pid_stat(5)), the 20th after the
// name, which may hold blanks; a zombie counts as gone.
func born(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	_, rest, ok := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 20 || fields[0] == "Z" {
		return ""
	}
	return fields[19]
}

// wait returns when the condition holds. what names the condition.
func wait(ctx context.Context, what string, limit time.Duration, condition func() (bool, error)) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("nothing after %v", limit))
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := condition()
		if err != nil {
			return fmt.Errorf("farm: wait for %s: %w", what, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("farm: wait for %s: %w", what, context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// removeAll removes a folder even if some folders in it deny their owner
// everything, as the work folders of overlayfs do.
func removeAll(folder string) error {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // RemoveAll reports the error
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return nil
	})
	return errors.Join(err, os.RemoveAll(folder))
}
