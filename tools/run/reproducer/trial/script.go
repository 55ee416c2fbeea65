package trial

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/shell"
)

// Script is a script of a shell that starts QEMU by the name of its binary.
type Script struct {
	Text    string
	QEMUs   []*bundle.Bundle // found by these names
	Scratch string           // an existing folder; the script gets one of its own in it
	Timeout time.Duration
}

// timeoutStatus is the exit status of timeout(1), after it has ended its command.
const timeoutStatus = 124

// Run runs the script, and returns how its last command ended: QEMU, in a reproducer. A
// script of which timeout(1) ends QEMU, or that does not end in time, hangs.
func (s *Script) Run(ctx context.Context) (*End, error) {
	dir, err := os.MkdirTemp(s.Scratch, "script-")
	if err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	defer os.RemoveAll(dir)
	bin, work := filepath.Join(dir, "bin"), filepath.Join(dir, "work")
	if err := errors.Join(os.Mkdir(bin, 0o777), os.Mkdir(work, 0o777)); err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	for _, b := range s.QEMUs {
		start := fmt.Sprintf("#!/bin/sh\nexec %s \"$@\"\n", shell.Quote(b.Words()))
		if err := os.WriteFile(filepath.Join(bin, bundle.Prefix+b.Arch), []byte(start), 0o777); err != nil {
			return nil, fmt.Errorf("trial: %w", err)
		}
	}
	limited, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, "bash", "-c", "ulimit -c 0\n"+s.Text)
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // QEMU is killed with it
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if cmd.ProcessState == nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	e := scriptEnd(limited.Err() != nil, cmd.ProcessState.Sys().(syscall.WaitStatus))
	e.Output = string(out)
	e.readMessage()
	return e, nil
}

// scriptEnd returns the end that a shell's status stands for.
func scriptEnd(timeout bool, status syscall.WaitStatus) *End {
	code := status.ExitStatus()
	switch {
	case timeout, status.Exited() && code == timeoutStatus:
		return &End{Kind: Hung}
	case status.Signaled():
		return &End{Kind: Killed, Signal: status.Signal()}
	case code > 128:
		return &End{Kind: Killed, Signal: syscall.Signal(code - 128)}
	case code > 0:
		return &End{Kind: Exited, Status: code}
	}
	return &End{}
}
