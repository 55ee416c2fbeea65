package qtest

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// outputGrace is how long output is awaited after the process has ended, in case another process holds its pipe open.
const outputGrace = time.Second

// process is one child process in a group of its own, which dies with this process.
type process struct {
	cmd      *exec.Cmd
	observer ProcessObserver
	output   output
	pipe     syscall.RawConn // the end from which output is read
	taking   sync.Mutex      // held while output is read and passed on, so that it stays in order
	taken    []byte          // buffer for that
	pid      int
	done     chan struct{}   // closed when the process has ended and its output is complete
	status   unix.WaitStatus // known when done

	mu     sync.Mutex
	reaped bool // its number may belong to another process
}

// startProcess runs cmd and collects its output. It reports the start and the end to the observer, if not nil.
func startProcess(cmd *exec.Cmd, observer ProcessObserver) (*process, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	pipe, err := r.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	cmd.Stdout, cmd.Stderr = w, w
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:   true,
		Pdeathsig: syscall.SIGKILL,
	}
	p := &process{cmd: cmd, observer: observer, pipe: pipe, taken: make([]byte, pipeSize), done: make(chan struct{})}
	started := make(chan error)
	go p.run(r, started)
	if err := <-started; err != nil {
		r.Close()
		return nil, err
	}
	return p, nil
}

// run starts the process and stays with it. The parent-death signal is sent when the thread that started the process
// ends, not this process (golang/go#27505), so the thread is held until the process has ended.
func (p *process) run(r *os.File, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := p.cmd.Start(); err != nil {
		started <- err
		return
	}
	p.pid = p.cmd.Process.Pid
	if p.observer != nil {
		p.observer.ProcessStarted(time.Now(), p.pid, p.cmd.Args)
	}
	started <- nil
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		p.copyOutput(r)
	}()
	p.awaitEnd()
	p.signal(unix.SIGKILL) // the rest of its group
	p.reap()
	if r.SetReadDeadline(time.Now().Add(outputGrace)) != nil {
		r.Close()
	}
	<-copied
	if p.observer != nil {
		p.observer.ProcessExited(time.Now(), p.pid, p.exitError("").end())
	}
	close(p.done)
}

// pipeSize is how much an unread pipe holds, in bytes: pipe(7).
const pipeSize = 64 << 10

// copyOutput reads the process's output until no process can write any more.
func (p *process) copyOutput(r *os.File) {
	defer r.Close()
	for {
		var ended bool
		err := p.pipe.Read(func(fd uintptr) bool {
			n, err := p.take(int(fd))
			ended = n == 0 && err == nil || err != nil && !errors.Is(err, unix.EAGAIN)
			return !errors.Is(err, unix.EAGAIN)
		})
		if ended || err != nil {
			return
		}
	}
}

// drain passes on the output that the process has written so far. It does not wait.
func (p *process) drain() {
	// It fails where all output has been read.
	_ = p.pipe.Control(func(fd uintptr) { _, _ = p.take(int(fd)) })
}

// take reads once from the pipe, which does not block, and passes on the output.
func (p *process) take(fd int) (n int, err error) {
	p.taking.Lock()
	defer p.taking.Unlock()
	for {
		n, err = unix.Read(fd, p.taken)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if n <= 0 {
		return 0, err
	}
	p.output.write(p.taken[:n])
	if p.observer != nil {
		p.observer.Output(time.Now(), p.taken[:n])
	}
	return n, nil
}

// awaitEnd returns when the process has ended. It leaves the process unreaped, so that its number stays its own.
func (p *process) awaitEnd() {
	for {
		err := unix.Waitid(unix.P_PID, p.pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}

// reap takes the process's status.
func (p *process) reap() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		_, err := unix.Wait4(p.pid, &p.status, 0, nil)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	p.reaped = true
	p.cmd.Process.Release() // cannot fail: it closes a descriptor
}

// signal sends s to the process and all of its group, unless it has ended.
func (p *process) signal(s unix.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		// The only error is that no process of the group is left.
		_ = unix.Kill(-p.pid, s)
	}
}

// exitError says how the process ended. It must have ended.
func (p *process) exitError(while string) *ExitError {
	e := &ExitError{While: while, Output: p.output.String()}
	if p.status.Signaled() {
		e.Signal = p.status.Signal()
	} else {
		e.Status = p.status.ExitStatus()
	}
	return e
}
