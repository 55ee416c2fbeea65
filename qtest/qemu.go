package qtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/qgraph/qgraph/qtest/qmp"
	"golang.org/x/sys/unix"
)

// QEMU is one running QEMU: its process, the qtest connection (with its methods promoted), and a QMP session. Its
// methods may be called by several goroutines.
type QEMU struct {
	*Conn
	proc    *process
	qmpConn net.Conn
	qmp     *qmp.Client
	done    chan struct{}

	asked    atomic.Bool  // Stop or Kill was called: QEMU ends because it was asked to
	killed   atomic.Bool  // Kill was called: dying by a signal is no error
	status   atomic.Int64 // that AwaitExit waits for: ending with it is no error
	stopOnce sync.Once
	stopErr  error
}

// QMP is the QMP session, capabilities negotiated.
func (q *QEMU) QMP() *qmp.Client { return q.qmp }

// CommandLine is the whole command line.
func (q *QEMU) CommandLine() []string { return slices.Clone(q.proc.cmd.Args) }

// PID is the process's number, also that of its process group.
func (q *QEMU) PID() int { return q.proc.pid }

// Output is QEMU's stdout and stderr so far: the first and the last 64 KiB if it is longer.
func (q *QEMU) Output() string { return q.proc.output.String() }

// Done is closed when QEMU has ended, its output is complete and both channels are closed.
func (q *QEMU) Done() <-chan struct{} { return q.done }

// Err says why QEMU ended: nil while it runs, after an orderly end and after Kill, else an *ExitError.
func (q *QEMU) Err() error {
	select {
	case <-q.done:
		return q.ended("")
	default:
		return nil
	}
}

// End says how QEMU ended, "exited with status 0"; "" while it runs.
func (q *QEMU) End() string {
	select {
	case <-q.done:
		return q.proc.exitError("").end()
	default:
		return ""
	}
}

// AwaitExit waits until QEMU has ended with an exit status, 0 to 255, because the guest had it end: such an end is then
// an orderly one. It waits in real time, until ctx ends or DefaultWaitTimeout has passed.
func (q *QEMU) AwaitExit(ctx context.Context, status int) error {
	q.status.Store(int64(status))
	start := time.Now()
	limited, cancel := context.WithTimeout(ctx, DefaultWaitTimeout)
	defer cancel()
	if err := q.Sync(limited); err != nil && q.End() == "" { // QEMU may end before it answers
		return err
	}
	select {
	case <-q.done:
	case <-limited.Done():
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &TimeoutError{Channel: "process", Awaited: fmt.Sprintf("QEMU to exit with status %d", status), After: time.Since(start)}
	}
	if e := q.proc.exitError(""); e.Signal != 0 || e.Status != status {
		return fmt.Errorf("qtest: QEMU %s, want exit status %d", e.end(), status)
	}
	return nil
}

// ended is Err after the end.
func (q *QEMU) ended(while string) error {
	e := q.proc.exitError(while)
	if e.Signal == 0 && (e.Status == 0 || int64(e.Status) == q.status.Load()) || q.killed.Load() {
		return nil
	}
	return e
}

// stopGrace is how long QEMU may take to end after a request to end.
const stopGrace = 5 * time.Second

// beforeQMP makes a QMP command take place after the posted requests, except once QEMU is asked to end: a hanging
// request must not delay that.
func (q *QEMU) beforeQMP(ctx context.Context) error {
	if q.asked.Load() {
		return nil
	}
	return q.Conn.beforeQMP(ctx)
}

// Stop ends QEMU in an orderly way and waits until it has ended: it asks over QMP, or else with SIGTERM, and kills the
// process group when QEMU has not ended after a grace of some seconds, or at once when ctx ends. The error is an
// *ExitError if QEMU had to be killed, or ended, now or before, in any way but with status 0. Further calls wait for
// the first and return the same. Posted requests may be lost: call Sync before.
func (q *QEMU) Stop(ctx context.Context) error {
	q.stopOnce.Do(func() { q.stopErr = q.stop(ctx) })
	return q.stopErr
}

func (q *QEMU) stop(ctx context.Context) error {
	q.asked.Store(true)
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, stopGrace)
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		q.askToEnd(ctx)
	}()
	defer func() { cancel(); <-asked }()
	select {
	case <-q.done:
		return q.ended("")
	case <-ctx.Done():
	}
	q.proc.signal(unix.SIGKILL)
	<-q.done
	if errors.Is(ctx.Err(), context.Canceled) {
		return q.ended("being stopped: the context was cancelled")
	}
	err := q.ended(fmt.Sprintf("being stopped: it had not ended after %v", time.Since(start).Round(time.Millisecond)))
	var exit *ExitError
	if errors.As(err, &exit) {
		exit.Killed = true
	}
	return err
}

// askToEnd asks QEMU to end, over QMP if possible, else with SIGTERM.
func (q *QEMU) askToEnd(ctx context.Context) {
	select {
	case <-q.qmp.Done(): // QEMU closed it, or spoke nonsense on it
		q.proc.signal(unix.SIGTERM)
		return
	default:
	}
	if _, err := qmp.Execute[qmp.Empty](ctx, q.qmp, "quit", qmp.NoArgs{}); err != nil {
		q.proc.signal(unix.SIGTERM)
	}
}

// Close is Stop without a context.
func (q *QEMU) Close() error { return q.Stop(context.Background()) }

// Kill ends QEMU and its process group at once. It does not wait: Done says when QEMU is gone.
func (q *QEMU) Kill() {
	q.asked.Store(true)
	q.killed.Store(true)
	q.proc.signal(unix.SIGKILL)
}

// drainTime is how long QEMU's channels are read after its end, in case another process holds them open.
const drainTime = 200 * time.Millisecond

// supervise waits for QEMU's end and then ends its channels.
func (q *QEMU) supervise() {
	<-q.proc.done
	drained, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	for _, end := range []<-chan struct{}{q.received, q.qmp.Done()} {
		select {
		case <-end:
		case <-drained.Done():
		}
	}
	q.Conn.Close()
	q.qmp.Close()
	close(q.done)
}

// exitGrace is how long the end of the process is awaited after a channel was closed: the socket closes a little earlier.
const exitGrace = 2 * time.Second

// explain says why a channel was lost; while names the activity that noticed it.
func (q *QEMU) explain(ctx context.Context, while string, err error) error {
	if isGarbage(err) {
		return fmt.Errorf("%w while %s", err, while)
	}
	timer := time.NewTimer(exitGrace)
	defer timer.Stop()
	select {
	case <-q.proc.done:
	case <-ctx.Done():
		return fmt.Errorf("%w while %s", err, while)
	case <-timer.C:
		return fmt.Errorf("%w while %s, and QEMU still runs", err, while)
	}
	if q.asked.Load() {
		return fmt.Errorf("%w while %s", ErrStopped, while)
	}
	return q.proc.exitError(while)
}

// SystemReset resets the machine and returns when QEMU reports the reset.
func (q *QEMU) SystemReset(ctx context.Context) error {
	events := q.qmp.Subscribe("RESET")
	defer events.Close()
	if _, err := qmp.Execute[qmp.Empty](ctx, q.qmp, "system_reset", qmp.NoArgs{}); err != nil {
		return fmt.Errorf("qtest: reset the machine: %w", err)
	}
	if _, err := events.WaitEvent(ctx, "RESET", nil); err != nil {
		return fmt.Errorf("qtest: reset the machine: %w", err)
	}
	return nil
}
