package guest

import (
	"context"
	"fmt"
)

// Line is an interrupt line: an input of the machine's interrupt controller.
type Line struct {
	m *Machine
	n int
}

// Intercept makes the inputs of the interrupt controller at a QOM path
// observable. QEMU can intercept one device only; a second call with another path
// is an error.
func (m *Machine) Intercept(ctx context.Context, controller string) error {
	switch m.lines {
	case controller:
		return nil
	case "":
		if err := m.link.InterceptIn(ctx, controller); err != nil {
			return fmt.Errorf("guest: intercept %s: %w", controller, err)
		}
		m.lines = controller
		return nil
	}
	return fmt.Errorf("guest: intercept %s: the inputs of %s are intercepted already", controller, m.lines)
}

// Line returns input n of the intercepted interrupt controller.
func (m *Machine) Line(n int) Line { return Line{m, n} }

// Raised returns the level that the line had when QEMU last answered.
func (l Line) Raised() bool { return l.m.link.IRQ(l.n) }

// Count returns how often the line has been raised since [Machine.Intercept].
func (l Line) Count() uint64 { return l.m.link.IRQCount(l.n) }

// Wait lets virtual time pass until the line is at the level.
func (l Line) Wait(ctx context.Context, raised bool) error {
	what := fmt.Sprintf("interrupt line %d to be lowered", l.n)
	if raised {
		what = fmt.Sprintf("interrupt line %d to be raised", l.n)
	}
	return l.m.Wait(ctx, what, func(context.Context) (bool, error) { return l.Raised() == raised, nil })
}
