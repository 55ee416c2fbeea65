package canfd

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("xlnx.versal-canfd")

// Kind is the kind of a board's part. Both controllers of a board are on one bus.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return &Controller{xilinxcan.At(m, p)}, nil
}, xilinxcan.OneBus(), graph.Since("8.1", "the controllers of the Versal"))

// Controller is one controller.
type Controller struct{ xilinxcan.Controller }

// Other returns the other controller of the two, without its interrupt.
func (c *Controller) Other() *Controller { return &Controller{c.Controller.Other()} }

// Start resets the controller, and has it enter a mode in which filter 0 stores all messages, without a received message or a
// pending interrupt.
func (c *Controller) Start(ctx context.Context, mode xilinxcan.Mode) error {
	if err := c.Configure(ctx); err != nil {
		return err
	}
	for _, w := range []func() error{
		func() error { return xilinxcan.Prescaler.Write(ctx, c.Regs, 3) },
		func() error { return xilinxcan.Timing.Write(ctx, c.Regs, 2<<8|7) },
		func() error { return DataPrescaler.Write(ctx, c.Regs, 0) },
		func() error { return DataTiming.Write(ctx, c.Regs, 2<<8|7) },
		func() error { return xilinxcan.Select.Write(ctx, c.Regs, mode) },
		func() error { return Mask(0).Write(ctx, c.Regs, 0) },
		func() error { return Filter(0).Write(ctx, c.Regs, 0) },
		func() error { return Filters.Write(ctx, c.Regs, 1) },
		func() error { return xilinxcan.Reset.Write(ctx, c.Regs, xilinxcan.Enable) },
		func() error { return Clear.Write(ctx, c.Regs, Interrupts) },
	} {
		if err := w(); err != nil {
			return fmt.Errorf("canfd: start: %w", err)
		}
	}
	return nil
}
