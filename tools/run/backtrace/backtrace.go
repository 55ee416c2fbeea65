package backtrace

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// Timeout is the time that gdb has for a backtrace of QEMU.
const Timeout = 10 * time.Second

// Subject is the process or the core that gdb examines.
type Subject struct {
	arguments []string // gdb's arguments that open it
	mapped    func() ([]mapping, error)
}

// Process is a running QEMU.
func Process(pid int) Subject {
	return Subject{
		arguments: []string{"-ex", "attach " + strconv.Itoa(pid)},
		mapped: func() ([]mapping, error) {
			f, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return readMaps(f)
		},
	}
}

// Core is the core of a QEMU that has died.
func Core(name string) Subject {
	return Subject{
		arguments: []string{"-ex", "core-file " + name},
		mapped: func() ([]mapping, error) {
			f, err := elf.Open(name)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return readFileNote(f)
		},
	}
}

// Of returns the backtraces of all threads, or says why there are none.
func Of(ctx context.Context, s Subject) string {
	out, err := gdb(ctx, s, "thread apply all -ascending backtrace 40")
	if err != nil {
		return fmt.Sprintf("none: %v", err)
	}
	if i := bytes.Index(out, []byte("\nThread ")); i >= 0 {
		out = out[i+1:] // without its messages about each file
	}
	return string(out)
}

// gdb returns the output of a command of gdb's about the subject.
//
// A loader of the bundle may have started QEMU. gdb then takes the loader for the
// program and knows no other file, so its arguments name each mapped file with its
// address.
func gdb(ctx context.Context, s Subject, command string) ([]byte, error) {
	path, err := exec.LookPath("gdb")
	if err != nil {
		return nil, ErrNoDebugger
	}
	mapped, err := s.mapped()
	if err != nil {
		return nil, err
	}
	args := append([]string{"-batch", "-nx", "-iex", "set debuginfod enabled off", "-iex", "set auto-solib-add off"}, s.arguments...)
	for _, m := range mapped {
		args = append(args, "-ex", fmt.Sprintf("add-symbol-file %q -o %#x", m.file, m.address))
	}
	args = append(args, "-ex", command)
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	// gdb's children are killed with it, and Wait does not wait for processes
	// that hold its output.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("gdb did not end: %w", ctx.Err())
	case err != nil:
		return nil, fmt.Errorf("gdb: %w", err)
	}
	return out, nil
}

// ErrNoDebugger means that gdb is not installed.
var ErrNoDebugger = errors.New("gdb is not on PATH")
