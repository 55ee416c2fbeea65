package parallel

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*Port]("isa-parallel")

// Chardev is the far end of the port.
var Chardev = chardev.Chardev("chardev")

// The ports and the interrupt request of a PC's second port: a board may have the first.
const (
	base  = 0x278
	count = 3
	irq   = 5
)

// Port is the port.
type Port struct {
	Regs reg.Space

	bus *isa.Bus
}

// AsSecond is the option of the edge that makes the device a PC's second port.
func AsSecond() graph.EdgeOption {
	return graph.Props(graph.Prop{Name: "iobase", Value: graph.Int(base)}, graph.Prop{Name: "irq", Value: graph.Int(irq)})
}

// New returns the port of an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Port, error) {
	return &Port{bus.Ports(base, count), bus}, nil
}

// Machine returns the port's machine.
func (p *Port) Machine() *guest.Machine { return p.bus.Machine() }

// Line watches the port's interrupt.
func (p *Port) Line(ctx context.Context) (guest.Line, error) { return p.bus.Watch(ctx, irq) }

// Reset resets the printer, and selects it.
func (p *Port) Reset(ctx context.Context) error {
	return errors.Join(Control.Write(ctx, p.Regs, SelectIn), Control.Write(ctx, p.Regs, Idle))
}

// Send puts a byte on the wires and strobes. More is in the control register besides.
func (p *Port) Send(ctx context.Context, b byte, more Signals) error {
	return errors.Join(
		Data.Write(ctx, p.Regs, b),
		Control.Write(ctx, p.Regs, Idle|more|Strobe),
		Control.Write(ctx, p.Regs, Idle|more),
	)
}

// Await waits until the printer has taken a byte, and is ready for the next. It returns the
// states of the printer on the way, each once.
func (p *Port) Await(ctx context.Context) (states []Lines, err error) {
	err = p.Machine().Wait(ctx, "a printer that is ready", func(ctx context.Context) (bool, error) {
		v, err := Status.Read(ctx, p.Regs)
		if v &= AllLines; len(states) == 0 || states[len(states)-1] != v {
			states = append(states, v)
		}
		return v == Ready, err
	})
	if err != nil {
		return states, fmt.Errorf("parallel: %w", err)
	}
	return states, nil
}

// Print sends a byte and waits until the printer has taken it.
func (p *Port) Print(ctx context.Context, b byte) error {
	if err := p.Send(ctx, b, 0); err != nil {
		return fmt.Errorf("parallel: %w", err)
	}
	_, err := p.Await(ctx)
	return err
}
