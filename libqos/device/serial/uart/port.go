package uart

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Interface is the interface of every serial port.
var Interface = graph.NewInterface[*Port]("uart")

// Interrupting is the ability of a port that interrupts in QEMU.
var Interrupting = graph.NewAbility("a serial port that interrupts")

// FarEnd is the backend at the other end of the line. QEMU itself names backends serial0, serial1 ...
var FarEnd = graph.NewHandle("serial-line")

// Serial returns the options for a board whose first serial ports, as many as before says,
// are not used, and whose next one leads to [FarEnd].
func Serial(before int) []graph.EdgeOption {
	opts := []graph.EdgeOption{graph.Define(FarEnd, chardev.Socket())}
	for range before {
		opts = append(opts, graph.After(graph.Option{Flag: "-serial", Type: "null"}))
	}
	return append(opts, graph.After(graph.Option{Flag: "-serial", Props: []graph.Prop{{Value: graph.RefAfter("chardev:", FarEnd)}}}))
}

// Port is a serial port.
type Port struct {
	Model
	Regs    reg.Space
	Machine *guest.Machine
	wiring  guest.Peripheral
}

// NewKind returns the kind of part of a board that is a serial port of that model, the
// board's first.
func NewKind(d graph.Driver[*Port], model Model) board.Kind { return NewKindAfter(0, d, model) }

// NewKindAfter returns the same of a port that is not the board's first: QEMU counts that many
// before it.
func NewKindAfter(before int, d graph.Driver[*Port], model Model) board.Kind {
	opts := Serial(before)
	if len(model.Interrupts) > 0 {
		opts = append(opts, graph.Provides(Interrupting))
	}
	return board.NewKind(d, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Port, error) {
		return New(m, p, model), nil
	}, opts...)
}

// New returns the port at a place of a machine.
func New(m *guest.Machine, p guest.Peripheral, model Model) *Port {
	regs := m.Registers(p)
	if model.Adapt != nil {
		regs = model.Adapt(m, regs)
	}
	return &Port{Model: model, Regs: regs, Machine: m, wiring: p}
}

// HasLine reports whether it is known where an interrupt of the port leads.
func (p *Port) HasLine(n int) bool {
	return n < len(p.wiring.Lines) && p.wiring.Lines[n] != guest.Wire{}
}

// Line watches an interrupt of the port.
func (p *Port) Line(ctx context.Context, n int) (guest.Line, error) {
	return p.Machine.WatchLine(ctx, p.wiring, n)
}

// Start sets the port up to send and receive characters of eight bits.
func (p *Port) Start(ctx context.Context) error { return p.Do(ctx, p.Setup) }

// Do writes registers.
func (p *Port) Do(ctx context.Context, writes []Write) error {
	for _, w := range writes {
		if err := p.Regs.Store(ctx, w.Width, w.Offset, w.Value); err != nil {
			return fmt.Errorf("uart: write %#x at %#x: %w", w.Value, w.Offset, err)
		}
	}
	return nil
}

// Get reads a field, in its place in the register.
func (p *Port) Get(ctx context.Context, f Field) (uint64, error) {
	v, err := p.Regs.Load(ctx, f.Width, f.Offset)
	if err != nil {
		return 0, fmt.Errorf("uart: read %s: %w", f.Name, err)
	}
	return v & f.Mask, nil
}

// Holds reports whether a condition is true.
func (p *Port) Holds(ctx context.Context, c Condition) (bool, error) {
	v, err := p.Get(ctx, c.Field)
	return v == c.Value, err
}

// IsTrue returns a function that reports whether a condition is true, for a wait.
func (p *Port) IsTrue(c Condition) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) { return p.Holds(ctx, c) }
}

// Await waits for a condition; not for the zero one.
func (p *Port) Await(ctx context.Context, c Condition) error {
	if c == (Condition{}) {
		return nil
	}
	what := fmt.Sprintf("%#x in the bits %#x of %s", c.Value, c.Mask, c.Name)
	return p.Machine.Await(ctx, what, p.IsTrue(c))
}

// Send writes characters, each when there is room for it.
func (p *Port) Send(ctx context.Context, characters ...byte) error {
	for _, c := range characters {
		if err := p.Await(ctx, p.Room); err != nil {
			return err
		}
		if err := p.Do(ctx, []Write{{p.Transmit.Offset, p.Transmit.Width, uint64(c)}}); err != nil {
			return err
		}
		if err := p.Await(ctx, p.Done); err != nil {
			return err
		}
		if err := p.Do(ctx, p.Put); err != nil {
			return err
		}
	}
	return nil
}

// Take waits for n characters and reads them, with their errors if the register has any.
func (p *Port) Take(ctx context.Context, n int) ([]uint64, error) {
	var got []uint64
	for range n {
		if err := p.Await(ctx, p.Received); err != nil {
			return got, err
		}
		c, err := p.Read(ctx)
		if err != nil {
			return got, err
		}
		got = append(got, c)
	}
	return got, nil
}

// Read reads one character, whether there is one or not.
func (p *Port) Read(ctx context.Context) (uint64, error) {
	if err := p.Do(ctx, p.BeforeTaken); err != nil {
		return 0, err
	}
	c, err := p.Get(ctx, p.Receive)
	if err != nil {
		return 0, err
	}
	return c, p.Do(ctx, p.Taken)
}
