package trial

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tools/run/backtrace"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// DefaultPatience is the time without a reply after which QEMU hangs.
const DefaultPatience = 10 * time.Second

// Config says what is run.
type Config struct {
	Bundle   *bundle.Bundle
	Options  []reproducer.Option // of QEMU, without the accelerator and the channels
	Commands []reproducer.Command
	Scratch  string                                         // an existing folder; QEMU gets one of its own in it
	Patience time.Duration                                  // 0: DefaultPatience
	NoFrames bool                                           // no core, which is as large as the machine's RAM, and no backtrace from it
	Answered func(i int, reply string)                      // called after each reply; may be nil
	Started  func(ctx context.Context, q *qtest.QEMU) error // called before the first command; may be nil; its error ends the trial
}

// Outcome is the result of a trial.
type Outcome struct {
	Answers []string // the reply to each command, in order, as far as they came
	End     End
	Made    []string // files of the command line that were not there, and were made empty
}

// Run runs the commands. The error says why there was no trial; what becomes of QEMU is an
// outcome.
func Run(ctx context.Context, cfg Config) (*Outcome, error) {
	if cfg.Patience == 0 {
		cfg.Patience = DefaultPatience
	}
	dir, err := os.MkdirTemp(cfg.Scratch, "trial-")
	if err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	defer os.RemoveAll(dir)
	options, made, err := makeFiles(cfg.Options, dir)
	if err != nil {
		return nil, err
	}
	t := &trial{cfg: cfg, dir: dir, outcome: &Outcome{Made: made}}
	if err := t.run(ctx, options); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return t.outcome, nil
}

// trial is a run under way.
type trial struct {
	cfg     Config
	dir     string
	outcome *Outcome
}

func (t *trial) run(ctx context.Context, options []reproducer.Option) error {
	var args []string
	for _, o := range options {
		args = append(args, o.Args()...)
	}
	q, err := t.start(ctx, t.cfg.Bundle, args)
	if start, ok := errors.AsType[*qtest.StartError](err); ok && start.Kind == qtest.NoQtestAccelerator && t.cfg.Bundle.Accelerator == "" {
		stopped := *t.cfg.Bundle
		stopped.Accelerator = bundle.WithoutQtest
		q, err = t.start(ctx, &stopped, args)
	}
	if err != nil {
		return t.notStarted(ctx, err)
	}
	defer q.Kill()
	if t.cfg.Started != nil {
		if err := t.cfg.Started(ctx, q); err != nil {
			return err
		}
	}
	err = t.commands(ctx, q)
	if err == nil {
		err = t.settle(ctx, q)
	}
	if err == nil {
		t.outcome.End = End{Kind: Lives}
		limited, cancel := context.WithTimeout(ctx, t.cfg.Patience)
		defer cancel()
		err = q.Stop(limited)
		if err != nil {
			t.outcome.End.Leaving = true
		}
	}
	t.ended(ctx, q, err)
	return nil
}

// start starts QEMU. Where it has no qtest accelerator, its processors are stopped: devices
// answer, and the virtual clock stands still.
func (t *trial) start(ctx context.Context, b *bundle.Bundle, args []string) (*qtest.QEMU, error) {
	if b.Accelerator != "" {
		args = append([]string{"-S"}, args...)
	}
	cfg := b.Config(args)
	cfg.Dir = t.dir
	if !t.cfg.NoFrames {
		cfg.Observer = dumper{}
	}
	return qtest.Start(ctx, cfg)
}

// commands sends the commands, and keeps the replies.
func (t *trial) commands(ctx context.Context, q *qtest.QEMU) error {
	for i, c := range t.cfg.Commands {
		reply, err := t.command(ctx, q, c)
		if err != nil {
			return err
		}
		t.outcome.Answers = append(t.outcome.Answers, reply)
		if t.cfg.Answered != nil {
			t.cfg.Answered(i, reply)
		}
	}
	return nil
}

// command sends a command, and waits for the reply as long as the patience lasts.
func (t *trial) command(ctx context.Context, q *qtest.QEMU, c reproducer.Command) (string, error) {
	limited, cancel := context.WithTimeout(ctx, t.cfg.Patience)
	defer cancel()
	return q.Command(limited, c.String())
}

// settle lets QEMU's main loop go round: what a command has put off may end QEMU, too.
func (t *trial) settle(ctx context.Context, q *qtest.QEMU) error {
	ctx, cancel := context.WithTimeout(ctx, t.cfg.Patience)
	defer cancel()
	for range 3 {
		if _, err := qmp.Execute[qmp.Empty](ctx, q.QMP(), "query-status", qmp.NoArgs{}); err != nil {
			return err
		}
	}
	return q.Sync(ctx)
}

// notStarted is about a QEMU that ended, or hung, before it answered. That is an outcome,
// unless its command is none or it does not take the command line.
func (t *trial) notStarted(ctx context.Context, err error) error {
	var start *qtest.StartError
	if !errors.As(err, &start) {
		return err
	}
	var exit *qtest.ExitError
	switch {
	case start.Kind == qtest.NoSuchBinary, start.Kind == qtest.NotQEMU, start.Kind == qtest.NoQtestAccelerator, start.Kind == qtest.Cancelled:
		return err
	case errors.As(err, &exit) && exit.Signal != 0:
		t.outcome.End = End{Kind: Killed, Signal: exit.Signal}
	case errors.As(err, &exit):
		t.outcome.End = End{Kind: Exited, Status: exit.Status}
	case start.Kind == qtest.Hung:
		t.outcome.End = End{Kind: Hung}
	default:
		return err
	}
	t.outcome.End.Starting, t.outcome.End.Output = true, start.Output
	t.describe(ctx)
	return nil
}

// ended takes how QEMU ended. An err is that of the command under way, nil if QEMU lives.
func (t *trial) ended(ctx context.Context, q *qtest.QEMU, err error) {
	e := &t.outcome.End
	e.Output = q.Output()
	if err == nil {
		t.describe(ctx)
		return
	}
	var exit *qtest.ExitError
	switch {
	case errors.As(err, &exit) && !exit.Killed && exit.Signal != 0:
		e.Kind, e.Signal, e.Output = Killed, exit.Signal, exit.Output
	case errors.As(err, &exit) && !exit.Killed:
		e.Kind, e.Status, e.Output = Exited, exit.Status, exit.Output
	default:
		e.Kind = Hung
	}
	t.describe(ctx)
}

// describe adds the message and the backtrace to the end.
func (t *trial) describe(ctx context.Context) {
	e := &t.outcome.End
	e.readMessage()
	if n := len(t.outcome.Answers); e.Kind != Lives && !e.Starting && n < len(t.cfg.Commands) {
		e.During = t.cfg.Commands[n].String()
	}
	if e.Kind != Killed {
		return
	}
	cores, err := filepath.Glob(filepath.Join(t.dir, "core*"))
	if err != nil || len(cores) == 0 {
		return
	}
	if frames, err := backtrace.Crash(ctx, cores[0]); err == nil { // else the message, or the command, tells ends apart
		e.Frames = frames
	}
}

// dumper lets QEMU leave a core.
type dumper struct{}

// ProcessStarted raises the limit of the new process.
func (dumper) ProcessStarted(_ time.Time, pid int, _ []string) { _ = backtrace.AllowCore(pid) }

// The other events are told by the errors of the connection.

func (dumper) ProcessExited(time.Time, int, string)         {}
func (dumper) Output(time.Time, []byte)                     {}
func (dumper) QtestSent(context.Context, time.Time, []byte) {}
func (dumper) QtestReceived(time.Time, []byte)              {}
func (dumper) QtestIRQ(time.Time, int, bool)                {}
func (dumper) QMPSent(time.Time, []byte)                    {}
func (dumper) QMPReceived(time.Time, []byte)                {}
