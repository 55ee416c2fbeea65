package gic

import (
	"context"
	"path"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The nodes of the controller: without the security extensions, and with them.
var (
	Driver         = graph.NewDriver[*Controller]("arm_gic")
	SecurityDriver = graph.NewDriver[*Controller]("arm_gic-security")
)

// Controller is a controller. Its Regs are those of the distributor.
type Controller struct {
	board.Device
	CPU    reg.Space // the interface of the first processor
	path   string    // of QEMU's object
	inside bool
}

// Part returns the controller as a part of a board, which has the distributor and the interface at these addresses.
func Part(distributor, cpu uint64) board.Part { return part(Driver, distributor, cpu, false) }

// PartInside returns the same of a controller that QEMU has inside of another part, as the private peripherals of a Cortex-A9.
func PartInside(distributor, cpu uint64) board.Part { return part(Driver, distributor, cpu, true) }

// SecurityPartInside is [PartInside] of a controller with the security extensions.
func SecurityPartInside(distributor, cpu uint64) board.Part {
	return part(SecurityDriver, distributor, cpu, true)
}

func part(d graph.Driver[*Controller], distributor, cpu uint64, inside bool) board.Part {
	kind := board.NewKind(d, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
		c := &Controller{Device: board.At(m, p), CPU: m.Registers(guest.Peripheral{Base: cpu, Order: p.Order}), inside: inside}
		var err error
		c.path, err = c.Object(ctx)
		return c, err
	})
	kind.Type = Driver.Name()
	return board.Part{Kind: kind, Name: "GIC", Base: distributor}
}

// Target sends an interrupt to the first processor alone. With a single one there is nothing to choose.
func (c *Controller) Target(ctx context.Context, interrupt int) error {
	typ, err := Type.Read(ctx, c.Regs)
	if err != nil || Processors(typ) == 1 {
		return err
	}
	return Targets(interrupt).Write(ctx, c.Regs, 1)
}

// IRQ watches the IRQ of the first processor. The part around a controller has its outputs.
func (c *Controller) IRQ(ctx context.Context) (guest.Line, error) {
	at := c.path
	if c.inside {
		at = path.Dir(at)
	}
	return c.Machine.Watch(ctx, guest.Outputs{Path: at, Name: board.Output}.Line(0))
}

// Drive sets the level of a peripheral's interrupt, from [First] on.
func (c *Controller) Drive(ctx context.Context, interrupt int, high bool) error {
	return c.Machine.Drive(ctx, guest.Inputs{Path: c.path}, interrupt-First, high)
}
