package i2cfake

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// ErrTimeout is the cause of [Model.Wait]'s error.
var ErrTimeout = errors.New("timeout")

// Model is the base of a controller's register model: it is the controller's
// [i2c.Waiter] and notes how the guest misuses the registers.
type Model struct {
	Wire
	// Next is the work that the controller does before the next attempt of a wait, once;
	// nil: none.
	Next   func()
	misuse []string
}

var _ i2c.Waiter = (*Model)(nil)

// NewModel returns a model with devices on its wire.
func NewModel(targets map[i2c.Address]Target) Model { return Model{Wire: Wire{Targets: targets}} }

// Wait works until done is true, or a few times.
func (m *Model) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	for range 8 {
		if ok, err := done(ctx); ok || err != nil {
			return err
		}
		if next := m.Next; next != nil {
			m.Next = nil
			next()
		}
	}
	return fmt.Errorf("waiting for %s: %w", what, ErrTimeout)
}

// Problem notes a misuse.
func (m *Model) Problem(format string, args ...any) {
	m.misuse = append(m.misuse, fmt.Sprintf(format, args...))
}

// Misuse returns the misuses.
func (m *Model) Misuse() []string { return m.misuse }

// Controller returns the controller under test.
func (m *Model) Controller(bus i2c.Bus) Controller {
	return Controller{Bus: bus, Wire: &m.Wire, Misuse: m.Misuse}
}
