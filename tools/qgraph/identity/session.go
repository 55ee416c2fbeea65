package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/scratch"
)

// session is one QEMU that is read.
type session struct {
	q       *qtest.QEMU
	scratch *scratch.Folder // QEMU's working directory
}

// subjectTimeout is the time that reading one subject may take.
const subjectTimeout = 60 * time.Second

// stopped are the options of a machine that nothing moves: it is not started, and its
// clock chip shows one date. Where the qtest accelerator is missing TCG takes its place,
// and executes nothing in a stopped machine.
func stopped() []string {
	return []string{"-nodefaults", "-accel", "tcg", "-S", "-rtc", "base=2020-01-01T00:00:00,clock=vm"}
}

// start starts QEMU, stopped, with more options; files makes the files that these name.
func start(ctx context.Context, b *bundle.Bundle, options []string, files func(dir string) error) (*session, error) {
	temporary, err := scratch.New()
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	s := &session{scratch: temporary}
	if err := files(temporary.Dir); err != nil {
		return nil, errors.Join(err, temporary.Remove())
	}
	cfg := b.Config(append(stopped(), options...))
	cfg.Dir = temporary.Dir
	if s.q, err = qtest.Start(ctx, cfg); err != nil {
		return nil, errors.Join(err, temporary.Remove())
	}
	return s, nil
}

// close ends QEMU. The error is QEMU's, if it ended badly.
func (s *session) close(ctx context.Context) error {
	return errors.Join(s.q.Stop(context.WithoutCancel(ctx)), s.scratch.Remove())
}

// bare starts a machine type with nothing plugged in.
func bare(ctx context.Context, b *bundle.Bundle, machine string) (*session, error) {
	return start(ctx, b, []string{"-M", machine}, func(string) error { return nil })
}

// on starts a machine type with the devices of a path beside some others, and returns the
// environment to build the path in.
func on(ctx context.Context, b *bundle.Bundle, p graph.Path, machine string, beside []graph.Option) (*session, *run.Env, error) {
	cmd, err := p.CommandLine()
	if err != nil {
		return nil, nil, err
	}
	options, _, err := runner.Silent(cmd)
	if err != nil {
		return nil, nil, err
	}
	var args []string
	for _, o := range slices.Concat(beside, options) {
		if o.Flag == "-M" {
			o.Type = machine
		}
		args = append(args, o.Args()...)
	}
	s, err := start(ctx, b, args, func(dir string) error { return runner.Files(p, cmd, dir) })
	if err != nil {
		return nil, nil, err
	}
	return s, run.NewEnv(s.q, s.scratch.Dir, cmd, run.Peers{}), nil
}
