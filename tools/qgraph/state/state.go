package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/scratch"
)

// timeout is the time that a machine may take to start, or to move.
const timeout = 60 * time.Second

// ErrRefused means that a machine does not move: the first QEMU does not save its state, or the second does not load it.
var ErrRefused = errors.New("the state is refused")

// Machine is a machine type with further options of QEMU's command line.
type Machine struct {
	Type    string
	Options []string
}

// start starts the machine in a folder. Where the qtest accelerator is missing, TCG executes nothing in a stopped machine. The
// clock chips show one date, and go with the machine's time.
func (m Machine) start(ctx context.Context, b *bundle.Bundle, dir string, more ...string) (*qtest.QEMU, error) {
	cfg := b.Config(slices.Concat([]string{"-accel", bundle.WithoutQtest, "-S", "-rtc", "base=2020-01-01T00:00:00,clock=vm", "-M", m.Type}, m.Options, more))
	cfg.Dir = dir
	return qtest.Start(ctx, cfg)
}

// Save returns the state of a machine.
func (m Machine) Save(ctx context.Context, b *bundle.Bundle) (data []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	temporary, err := scratch.New()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, temporary.Remove()) }()
	q, err := m.start(ctx, b, temporary.Dir)
	if err != nil {
		return nil, err
	}
	var state bytes.Buffer
	if err := q.Save(ctx, &state); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrRefused, err), end(ctx, q))
	}
	return state.Bytes(), end(ctx, q)
}

// Move saves the machine on one QEMU, loads it on another, which may be the same binary, and saves it there again. The
// results are those of [vmstate.RoundTrip]; the error wraps [ErrRefused] if the machine has not moved, or cannot be saved again.
func (m Machine) Move(ctx context.Context, from, to *bundle.Bundle) (before, after *vmstate.Stream, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	temporary, err := scratch.New()
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, temporary.Remove()) }()
	first, err := m.start(ctx, from, temporary.Dir)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, end(ctx, first)) }()
	second, err := m.start(ctx, to, temporary.Dir, runner.Incoming()...)
	if err != nil {
		return nil, nil, fmt.Errorf("the second QEMU: %w", err)
	}
	defer func() { err = errors.Join(err, end(ctx, second)) }()
	env := func(q *qtest.QEMU) *run.Env { return run.NewEnv(q, temporary.Dir, nil, run.Peers{}) }
	before, after, err = vmstate.RoundTrip(ctx, env(first), env(second))
	if err != nil && after == nil && !errors.Is(err, vmstate.ErrFormat) {
		err = fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return before, after, err
}

// end ends QEMU. The error is QEMU's, if it ended badly before.
func end(ctx context.Context, q *qtest.QEMU) error { return q.Stop(context.WithoutCancel(ctx)) }
