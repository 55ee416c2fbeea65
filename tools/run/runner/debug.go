package runner

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"golang.org/x/sys/unix"
)

// Debugger says how a debugger attaches to QEMU before the test begins.
type Debugger uint8

// The debuggers.
const (
	NoDebugger Debugger = iota
	Wait                // prints the process number, and waits for a line
	GDB                 // starts gdb on the terminal, with QEMU in it
)

// forever is the time limit with a debugger.
const forever = 365 * 24 * time.Hour

// attachTimeout is the time that gdb has to stop QEMU.
const attachTimeout = 30 * time.Second

// debug lets a debugger in. With GDB the test begins once gdb has QEMU: its first
// command is answered when the user continues QEMU in gdb.
func (r *session) debug(ctx context.Context) error {
	if r.Debug == NoDebugger {
		return nil
	}
	pid := strconv.Itoa(r.qemu.PID())
	in, out, giveBack, err := terminal()
	if err != nil {
		return fmt.Errorf("runner: a debugger needs a terminal: %w", err)
	}
	r.giveBack = giveBack
	if r.second != nil {
		fmt.Fprintf(out, "The second QEMU, which waits for the migration, is process %d.\n", r.second.qemu.PID())
	}
	switch r.Debug {
	case Wait:
		fmt.Fprintf(out, "QEMU is process %s. Attach to it (gdb -p %s), let it continue, then press Enter here: the test begins.\n", pid, pid)
		return enter(ctx, in)
	case GDB:
		cmd := exec.Command("gdb", "-q", "-p", pid, "-ex", "handle SIGUSR1 nostop noprint pass")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, out
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("runner: start gdb: %w", err)
		}
		r.gdb = cmd
		return r.attached(ctx, pid)
	}
	return nil
}

// terminal returns the user's input and output: the standard files or, if standard
// input is the null device, as under bazel run, the terminal itself. Such a test
// runs in the background of the terminal. It moves to the foreground until it gives
// the terminal back.
func terminal() (in, out *os.File, giveBack func(), err error) {
	info, err := os.Stdin.Stat()
	if err != nil {
		return nil, nil, nil, err
	}
	if null, err := os.Stat(os.DevNull); err != nil || !os.SameFile(info, null) {
		return os.Stdin, os.Stderr, func() {}, nil //nolint:nilerr // without a null device standard input is none
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, nil, err
	}
	fd := int(tty.Fd())
	before, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	if err != nil {
		return nil, nil, nil, errors.Join(err, tty.Close())
	}
	signal.Ignore(unix.SIGTTOU) // the terminal would stop this process with it
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, unix.Getpgrp()); err != nil {
		return nil, nil, nil, errors.Join(err, tty.Close())
	}
	return tty, tty, func() {
		// It may be gone by now; then no process waits for it.
		_ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, before)
		tty.Close()
	}, nil
}

// enter waits for a line, or for Ctrl-C.
func enter(ctx context.Context, in *os.File) error {
	line := make(chan error, 1)
	go func() { // it may be left behind: only a line ends it
		_, err := bufio.NewReader(in).ReadString('\n')
		line <- err
	}()
	select {
	case err := <-line:
		if err != nil {
			return fmt.Errorf("runner: wait for a debugger: got no line: %w", err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("runner: wait for a debugger: %w", ctx.Err())
	}
}

// attached waits until a tracer is attached to the process.
func (r *session) attached(ctx context.Context, pid string) error {
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
