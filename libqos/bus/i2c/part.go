package i2c

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Part is a controller with its registers. A controller's own type embeds it.
type Part struct {
	Regs    reg.Space
	wait    Waiter
	machine *guest.Machine
	place   guest.Peripheral
}

// On returns the controller at a place of a machine.
func On(m *guest.Machine, p guest.Peripheral) Part {
	return Part{Regs: m.Registers(p), wait: m, machine: m, place: p}
}

// Alone returns a controller without a machine, with those registers.
func Alone(regs reg.Space, wait Waiter) Part { return Part{Regs: regs, wait: wait} }

// Machine returns the controller's machine, nil if there is none.
func (p *Part) Machine() *guest.Machine { return p.machine }

// Interrupt watches the controller's interrupt.
func (p *Part) Interrupt(ctx context.Context) (guest.Line, error) {
	return p.machine.WatchLine(ctx, p.place, 0)
}

// Until waits until a register of a controller has a value, and returns it. What names the condition.
func Until[V reg.Word](ctx context.Context, p *Part, what string, r reg.Reg[V], done func(V) bool) (v V, err error) {
	err = p.wait.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		var err error
		v, err = r.Read(ctx, p.Regs)
		return done(v), err
	})
	return v, err
}
