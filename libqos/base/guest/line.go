package guest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// Line is a watched wire. The zero value is a line that nothing raises.
type Line struct {
	m    *Machine
	wire Wire
}

// ErrWatched is the error for a wire that cannot be watched because lines of
// another device already are. A QEMU process intercepts the inputs or the outputs
// of one device, permanently. The level of a second controller's inputs can still
// be read from its registers.
var ErrWatched = errors.New("QEMU intercepts the lines of one device only")

// Watch starts to track the level of a wire, and of the other wires of the same
// controller or device. The error wraps [ErrWatched] if the wires of another device
// are watched already.
func (m *Machine) Watch(ctx context.Context, w Wire) (Line, error) {
	switch {
	case m.watched == w.pins:
		m.watch(w)
		return Line{m, w}, nil
	case m.watched != pins{}:
		return Line{}, fmt.Errorf("guest: watch %v: %w, already the %ss of %s", w, ErrWatched, m.watched.kind(), m.watched.path)
	}
	if err := intercept(ctx, m.link, w.pins); err != nil {
		return Line{}, fmt.Errorf("guest: watch %v: %w", w, err)
	}
	m.watched = w.pins
	m.watch(w)
	return Line{m, w}, nil
}

// watch notes a watched wire.
func (m *Machine) watch(w Wire) {
	if !slices.Contains(m.wires, w) {
		m.wires = append(m.wires, w)
	}
}

func intercept(ctx context.Context, link Link, p pins) error {
	switch {
	case !p.out:
		return link.InterceptIn(ctx, p.path)
	case p.name == "":
		return link.InterceptOut(ctx, p.path)
	}
	return link.InterceptOutNamed(ctx, p.path, p.name)
}

// Drive sets input n of a device from outside of the guest, like hardware wired
// to it.
func (m *Machine) Drive(ctx context.Context, in Inputs, n int, high bool) error {
	level := 0
	if high {
		level = 1
	}
	if err := m.link.SetIRQIn(ctx, in.Path, in.Name, n, level); err != nil {
		return fmt.Errorf("guest: set input %d of %s to %d: %w", n, in.Path, level, err)
	}
	return nil
}

// Raised returns the level that the line had when QEMU last answered.
func (l Line) Raised() bool { return l.m != nil && l.m.link.IRQ(l.wire.n) }

// Count returns how often the line has been raised since [Machine.Watch].
func (l Line) Count() uint64 {
	if l.m == nil {
		return 0
	}
	return l.m.link.IRQCount(l.wire.n)
}

// Level asks QEMU for the level of the line. It also sees changes from outside of
// the guest: Raised may not know yet about a change by a QMP command.
func (l Line) Level(ctx context.Context) (bool, error) {
	if l.m == nil {
		return false, nil
	}
	const moment = 1 // ns, the smallest step of the clock
	if err := l.m.Pass(ctx, moment); err != nil {
		return false, fmt.Errorf("guest: level of %v: %w", l.wire, err)
	}
	return l.Raised(), nil
}

// Wait lets virtual time pass until the line is at the level.
func (l Line) Wait(ctx context.Context, raised bool) error {
	return l.m.Wait(ctx, l.awaited(raised), func(context.Context) (bool, error) { return l.Raised() == raised, nil })
}

// Await is [Line.Wait] for a device that works in real time: see [Machine.Await].
func (l Line) Await(ctx context.Context, raised bool) error {
	return l.m.Await(ctx, l.awaited(raised), func(context.Context) (bool, error) { return l.Raised() == raised, nil })
}

func (l Line) awaited(raised bool) string {
	if raised {
		return fmt.Sprintf("%v to be raised", l.wire)
	}
	return fmt.Sprintf("%v to be lowered", l.wire)
}

// ExpectT fails the test if the line is not raised, or not low, as QEMU last told. When says at
// which moment.
func (l Line) ExpectT(t testing.TB, when string, raised bool) {
	t.Helper()
	if got := l.Raised(); got != raised {
		t.Errorf("%s: the interrupt line is raised: %t, want %t", when, got, raised)
	}
}
