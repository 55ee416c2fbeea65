package runner

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Debugger says who may look into QEMU before the test begins.
type Debugger uint8

// The debuggers.
const (
	NoDebugger Debugger = iota
	Wait                // tells the process number, and waits for a line on standard input
	GDB                 // starts gdb on the terminal, with QEMU in it
)

// forever is the time that a person with a debugger may take.
const forever = 365 * 24 * time.Hour

// attachTimeout is the time that gdb has to stop QEMU.
const attachTimeout = 30 * time.Second

// debug lets a debugger in. With GDB the test begins once gdb has QEMU: its first
// command is answered when gdb is told to continue.
func (r *run) debug(ctx context.Context) error {
	pid := strconv.Itoa(r.qemu.PID())
	switch r.Debug {
	case Wait:
		fmt.Fprintf(os.Stderr, "QEMU is process %s. Attach to it (gdb -p %s), let it continue, then press Enter here: the test begins.\n", pid, pid)
		return enter(ctx)
	case GDB:
		cmd := exec.Command("gdb", "-q", "-p", pid, "-ex", "handle SIGUSR1 nostop noprint pass")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("runner: start gdb: %w", err)
		}
		r.gdb = cmd
		return r.attached(ctx, pid)
	}
	return nil
}

// enter waits for a line on standard input, or for Ctrl-C.
func enter(ctx context.Context) error {
	line := make(chan error, 1)
	go func() { // it may stay behind: nothing ends it but a line
		_, err := bufio.NewReader(os.Stdin).ReadString('\n')
		line <- err
	}()
	select {
	case err := <-line:
		if err != nil {
			return fmt.Errorf("runner: wait for a debugger: no line on standard input: %w", err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("runner: wait for a debugger: %w", ctx.Err())
	}
}

// attached waits until something traces the process.
func (r *run) attached(ctx context.Context, pid string) error {
	ctx, cancel := context.WithTimeout(ctx, attachTimeout)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		status, err := os.ReadFile("/proc/" + pid + "/status")
		if err != nil {
			return fmt.Errorf("runner: wait for gdb: %w", err)
		}
		if _, after, ok := strings.Cut(string(status), "TracerPid:"); ok && !strings.HasPrefix(strings.TrimSpace(after), "0\n") {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return &qtest.TimeoutError{Channel: "gdb", Awaited: "gdb to attach to QEMU", After: attachTimeout}
		}
	}
}
