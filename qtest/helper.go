package qtest

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// DefaultHelperTimeout is how long a helper may take until it listens if neither the context nor the configuration has a
// shorter limit.
const DefaultHelperTimeout = 10 * time.Second

// HelperConfig says how a process beside QEMU is started.
type HelperConfig struct {
	// Name is the program's name in errors.
	Name string
	// Command is the program, after any loader or wrapper, and its arguments; at least one element. A wrapper must exec it.
	Command []string
	// Dir is the working directory; "" is the caller's.
	Dir string
	// Env is the environment as exec.Cmd has it; nil inherits.
	Env []string
	// Socket is the name, as the helper gives it to bind, of the UNIX socket on which it will listen; "" for none.
	Socket string
	// StartTimeout limits the time until the helper listens; 0 = DefaultHelperTimeout.
	StartTimeout time.Duration
	// Observer sees the helper's start, output and end; nil = none.
	Observer ProcessObserver
}

// Helper is a running process beside QEMU that serves one of QEMU's backends, as qemu-storage-daemon. It is in a process
// group of its own and dies with this process. Its methods may be called by several goroutines.
type Helper struct {
	name     string
	proc     *process
	asked    atomic.Bool // Stop or Kill was called
	stopOnce sync.Once
	stopErr  error
}

// StartHelper starts the process and returns when it listens on its socket. The caller must Stop it. ctx limits only the
// start. If it fails, the error is a *HelperError and no process is left.
func StartHelper(ctx context.Context, cfg HelperConfig) (*Helper, error) {
	if len(cfg.Command) == 0 {
		return nil, errors.New("qtest: HelperConfig.Command is empty")
	}
	cmd := exec.Command(cfg.Command[0], cfg.Command[1:]...)
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	proc, err := startProcess(cmd, cfg.Observer)
	if err != nil {
		return nil, &HelperError{Program: cfg.Name, Command: cfg.Command, While: "being started", Err: err}
	}
	h := &Helper{name: cfg.Name, proc: proc}
	if cfg.StartTimeout == 0 {
		cfg.StartTimeout = DefaultHelperTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, cfg.StartTimeout)
	defer cancel()
	if err := h.awaitSocket(ctx, cfg.Socket); err != nil {
		h.proc.signal(unix.SIGKILL)
		<-h.proc.done
		err.End = h.End()
		return nil, err
	}
	return h, nil
}

// socketPoll is the time between two looks for a helper's socket.
const socketPoll = 2 * time.Millisecond

// awaitSocket returns when the helper listens on the socket.
func (h *Helper) awaitSocket(ctx context.Context, socket string) *HelperError {
	if socket == "" {
		return nil
	}
	began := time.Now()
	while := "before it listened on " + socket
	tick := time.NewTicker(socketPoll)
	defer tick.Stop()
	for {
		found, err := listens(h.PID(), socket)
		if err != nil {
			return h.failure(while, err)
		}
		if found {
			return nil
		}
		select {
		case <-tick.C:
		case <-h.proc.done:
			return h.failure(while, nil)
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return h.failure(while, ctx.Err())
			}
			return h.failure(while, &TimeoutError{Channel: h.name, Awaited: "it to listen on " + socket, After: time.Since(began)})
		}
	}
}

// CommandLine is the whole command line.
func (h *Helper) CommandLine() []string { return slices.Clone(h.proc.cmd.Args) }

// PID is the process's number, also that of its process group.
func (h *Helper) PID() int { return h.proc.pid }

// Output is the process's stdout and stderr so far: the first and the last 64 KiB if it is longer.
func (h *Helper) Output() string { return h.proc.output.String() }

// Done is closed when the process has ended and its output is complete.
func (h *Helper) Done() <-chan struct{} { return h.proc.done }

// End says how the process ended, "exited with status 0"; "" while it runs.
func (h *Helper) End() string {
	select {
	case <-h.proc.done:
		return h.proc.exitError("").end()
	default:
		return ""
	}
}

// Err is a *HelperError if the process has ended although nobody had asked it to.
func (h *Helper) Err() error {
	if h.End() == "" || h.asked.Load() {
		return nil
	}
	return h.failure("while it was in use", nil)
}

// Kill ends the process and its group at once, and waits until it has ended.
func (h *Helper) Kill() {
	h.asked.Store(true)
	h.proc.signal(unix.SIGKILL)
	<-h.proc.done
}

// Stop ends the process with SIGTERM and waits until it has ended. It kills the process group when the process has not
// ended after a grace of some seconds, or when ctx ends. The error is a *HelperError if the process had ended before, had
// to be killed, or exited with another status than 0. Further calls return the same.
func (h *Helper) Stop(ctx context.Context) error {
	h.stopOnce.Do(func() { h.stopErr = h.stop(ctx) })
	return h.stopErr
}

func (h *Helper) stop(ctx context.Context) error {
	if err := h.Err(); err != nil {
		return err
	}
	if h.asked.Swap(true) { // killed
		<-h.proc.done
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, stopGrace)
	defer cancel()
	began := time.Now()
	h.proc.signal(unix.SIGTERM)
	select {
	case <-h.proc.done:
		if exit := h.proc.exitError(""); exit.Status != 0 || exit.Signal != 0 && exit.Signal != unix.SIGTERM {
			return h.failure("being stopped", nil)
		}
		return nil
	case <-ctx.Done():
	}
	h.proc.signal(unix.SIGKILL)
	<-h.proc.done
	return h.failure("being stopped", &TimeoutError{Channel: h.name, Awaited: "it to end after SIGTERM", After: time.Since(began)})
}

// failure returns the error of the process; without a cause it is how the process has ended.
func (h *Helper) failure(while string, cause error) *HelperError {
	e := &HelperError{Program: h.name, Command: h.CommandLine(), While: while, Output: h.Output(), End: h.End(), Err: cause}
	if cause == nil {
		e.Exit = h.proc.exitError(while)
	}
	return e
}

// HelperError says what went wrong with a process beside QEMU.
type HelperError struct {
	Program string     // its name
	Command []string   // the whole command line
	While   string     // "before it listened on disk0.sock"
	Output  string     // its output so far
	End     string     // how it ended, "was killed by signal SIGKILL" also where this package did that; "" while it runs
	Exit    *ExitError // how it ended by itself, or nil. It is not a part of the chain of errors: QEMU's end is.
	Err     error      // otherwise the cause: a *TimeoutError, a context's error, that of exec, or QEMU's
}

// Error names the cause in its first line; the last lines of the output follow.
func (e *HelperError) Error() string {
	if e.Exit == nil {
		return fmt.Sprintf("qtest: %s %s: %v%s", e.Program, e.While, e.Err, lastLines(e.Output))
	}
	text := fmt.Sprintf("qtest: %s %s %s", e.Program, e.Exit.end(), e.While)
	if cause := e.Exit.cause(); cause != "" {
		text += ": " + cause
	}
	return text + lastLines(e.Output)
}

// Unwrap returns the cause.
func (e *HelperError) Unwrap() error { return e.Err }
