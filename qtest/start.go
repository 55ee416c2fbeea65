package qtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest/qmp"
	"golang.org/x/sys/unix"
)

// DefaultStartTimeout is how long QEMU may take to start if neither the context nor the configuration has a shorter
// limit.
const DefaultStartTimeout = 30 * time.Second

// The descriptors that QEMU inherits.
const (
	qtestFile = 3
	qmpFile   = 4

	// FirstFile is the descriptor that Config.Files[0] has in QEMU.
	FirstFile = 5
)

// qtestAccelerator executes no guest code and leaves the virtual clock to the client.
const qtestAccelerator = "qtest"

// realTime reports whether the virtual clock of such a QEMU runs by itself.
func (cfg Config) realTime() bool {
	return cmp.Or(cfg.Accelerator, qtestAccelerator) != qtestAccelerator
}

// Config says how QEMU is started.
type Config struct {
	// Command is the QEMU binary, after any loader or wrapper; at least one element. A wrapper must exec QEMU: one that
	// forks could leave QEMU behind when it is killed.
	Command []string
	// Args are QEMU's own arguments. Start puts before them the accelerator, -display none and the two channels, which
	// have ids that begin with "qgraph-".
	Args []string
	// Accelerator is that of -accel; "" = "qtest". Under any other the processors execute, and time is real: see
	// ConnConfig.RealTime. Args must then see to it that the processors do nothing.
	Accelerator string
	// Dir is the working directory; "" is the caller's.
	Dir string
	// Env is the environment as exec.Cmd has it; nil inherits.
	Env []string
	// Files are inherited by QEMU as descriptors FirstFile, FirstFile+1, and so on. The caller still owns them, and may
	// close them after Start.
	Files []*os.File
	// StartTimeout limits the time from exec to the QMP greeting and the first qtest reply; 0 = DefaultStartTimeout.
	StartTimeout time.Duration
	// CommandTimeout limits a single qtest or QMP command when ctx has no nearer deadline; 0 = DefaultCommandTimeout.
	CommandTimeout time.Duration
	// StepRefusal is ConnConfig.StepRefusal.
	StepRefusal error
	// Observer sees every exchange as it happens; nil = none.
	Observer Observer
	// Relay, if not nil, is between the client and QEMU on the qtest channel: it carries the lines of each to the other and
	// may change them. It runs on a goroutine of its own, returns when either side has ended, and closes both.
	Relay func(client, qemu net.Conn)
}

// CommandLine is the whole command line of QEMU.
//
// QEMU 8 to 11 know these options, and 11.1 does not call them deprecated, as it does -mon; -qmp chardev:ID needs no
// object type that only 11 has.
func (cfg Config) CommandLine() []string {
	own := []string{
		"-accel", cmp.Or(cfg.Accelerator, qtestAccelerator),
		"-display", "none",
		"-chardev", fmt.Sprintf("socket,id=qgraph-qtest-channel,fd=%d", qtestFile),
		"-object", "qtest,id=qgraph-qtest,chardev=qgraph-qtest-channel,log=none",
		"-chardev", fmt.Sprintf("socket,id=qgraph-qmp-channel,fd=%d", qmpFile),
		"-qmp", "chardev:qgraph-qmp-channel",
	}
	line := append([]string{}, cfg.Command...)
	return append(append(line, own...), cfg.Args...)
}

// Start starts QEMU and returns when it answers on both channels. The caller must Stop it. ctx limits only the start.
// If QEMU does not start, the error is a *StartError and no process is left.
func Start(ctx context.Context, cfg Config) (*QEMU, error) {
	if len(cfg.Command) == 0 {
		return nil, errors.New("qtest: Config.Command is empty")
	}
	if cfg.StartTimeout == 0 {
		cfg.StartTimeout = DefaultStartTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, cfg.StartTimeout)
	defer cancel()
	q, err := launch(cfg)
	if err != nil {
		return nil, err
	}
	if err := q.handshake(ctx, cfg); err != nil {
		q.Kill()
		<-q.proc.done
		q.Conn.Close()
		return nil, q.startError(cfg, err)
	}
	go q.supervise()
	return q, nil
}

// launch runs the command with its channels. They are still unused.
func launch(cfg Config) (*QEMU, error) {
	qtestConn, qtestPeer, err := qtestChannel(cfg.Relay)
	if err != nil {
		return nil, err
	}
	defer qtestPeer.Close()
	qmpConn, qmpPeer, err := socketPair()
	if err != nil {
		qtestConn.Close()
		return nil, err
	}
	defer qmpPeer.Close()
	line := cfg.CommandLine()
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	cmd.ExtraFiles = append([]*os.File{qtestPeer, qmpPeer}, cfg.Files...)
	proc, err := startProcess(cmd, cfg.Observer)
	if err != nil {
		qtestConn.Close()
		qmpConn.Close()
		kind := NoSuchBinary
		if errors.Is(err, unix.ENOEXEC) {
			kind = NotQEMU
		}
		return nil, &StartError{Kind: kind, Command: line, Err: err}
	}
	q := &QEMU{proc: proc, qmpConn: afterOutput{qmpConn, proc.drain}, done: make(chan struct{})}
	q.Conn = newConn(afterOutput{qtestConn, proc.drain}, ConnConfig{
		CommandTimeout: cfg.CommandTimeout, Observer: cfg.Observer, RealTime: cfg.realTime(), StepRefusal: cfg.StepRefusal,
	}, q.explain)
	return q, nil
}

// socketPair returns two connected ends, the second to be inherited. Neither outlives an exec by itself.
func socketPair() (*net.UnixConn, *os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("qtest: socketpair: %w", err)
	}
	ours, peer := os.NewFile(uintptr(fds[0]), "qtest"), os.NewFile(uintptr(fds[1]), "qtest peer")
	defer ours.Close() // FileConn has its own
	conn, err := net.FileConn(ours)
	if err != nil {
		peer.Close()
		return nil, nil, fmt.Errorf("qtest: socketpair: %w", err)
	}
	return conn.(*net.UnixConn), peer, nil
}

// qtestChannel is a socketPair, with the relay in it if that is not nil.
func qtestChannel(relay func(client, qemu net.Conn)) (*net.UnixConn, *os.File, error) {
	far, peer, err := socketPair()
	if err != nil || relay == nil {
		return far, peer, err
	}
	near, client, err := socketPair()
	if err != nil {
		far.Close()
		peer.Close()
		return nil, nil, err
	}
	defer client.Close() // FileConn has its own
	conn, err := net.FileConn(client)
	if err != nil {
		far.Close()
		peer.Close()
		near.Close()
		return nil, nil, fmt.Errorf("qtest: relay: %w", err)
	}
	go relay(conn, far)
	return near, peer, nil
}

// handshake waits until QEMU has answered on both channels.
func (q *QEMU) handshake(ctx context.Context, cfg Config) error {
	opts := qmp.Options{CommandTimeout: q.limit, Before: q.beforeQMP, Explain: q.explain}
	if cfg.Observer != nil {
		opts.Observer = cfg.Observer
	}
	client, err := qmp.NewClient(ctx, q.qmpConn, opts)
	if err != nil {
		return err
	}
	q.qmp = client
	if _, err := q.BigEndian(ctx); err != nil { // any harmless request would do
		client.Close()
		return err
	}
	return nil
}

// startError says why the handshake failed. QEMU has ended by now.
func (q *QEMU) startError(cfg Config, err error) error {
	e := &StartError{Command: cfg.CommandLine(), Output: q.Output(), Err: err}
	var exit *ExitError
	switch {
	case errors.As(err, &exit):
		e.Kind = exitKind(cfg, exit)
		exit.While = "" // the handshake, which says nothing about the cause
	case errors.Is(err, context.DeadlineExceeded):
		e.Kind = Hung
	case errors.Is(err, context.Canceled):
		e.Kind = Cancelled
	default:
		e.Kind = Protocol
	}
	return e
}

func exitKind(cfg Config, exit *ExitError) StartKind {
	switch {
	case strings.Contains(exit.Output, "invalid accelerator qtest"):
		return NoQtestAccelerator
	case exit.Signal != 0:
		return Signalled
	case !isQEMU(cfg):
		return NotQEMU
	}
	return Exited
}

// versionTimeout is how long isQEMU waits.
const versionTimeout = 5 * time.Second

// isQEMU asks a command that ended without output on its channels for its version, to tell whether it is QEMU. In doubt
// it is.
func isQEMU(cfg Config) bool {
	cmd := exec.Command(cfg.Command[0], append(cfg.Command[1:len(cfg.Command):len(cfg.Command)], "--version")...)
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	p, err := startProcess(cmd, nil)
	if err != nil {
		return true
	}
	timer := time.NewTimer(versionTimeout)
	defer timer.Stop()
	select {
	case <-p.done:
		return strings.Contains(p.output.String(), "QEMU")
	case <-timer.C:
		p.signal(unix.SIGKILL)
		<-p.done
		return true
	}
}
