package canfd

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("xlnx.versal-canfd")

// Kind is the kind of a board's part. Both controllers of a board are on one bus.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
	return at(m, p), nil
}, zynqcan.OneBus(), graph.Since("8.1", "the controllers of the Versal"))

// apart is the distance of the registers of the two controllers: CANFD0 is at FF06_0000h, CANFD1 at FF07_0000h.
const apart = 0x1_0000

// Controller is one controller.
type Controller struct {
	board.Device
	place guest.Peripheral
}

func at(m *guest.Machine, p guest.Peripheral) *Controller {
	return &Controller{Device: board.At(m, p), place: p}
}

// Other returns the other controller of the two, without its interrupt.
func (c *Controller) Other() *Controller {
	return at(c.Machine, guest.Peripheral{Base: c.place.Base ^ apart, Order: c.place.Order})
}

// Configure resets the controller by software, which puts it into configuration mode.
func (c *Controller) Configure(ctx context.Context) error {
	return Reset.Write(ctx, c.Regs, SoftwareReset)
}

// Start resets the controller, and has it enter a mode in which filter 0 stores all messages, without a received message or a
// pending interrupt.
func (c *Controller) Start(ctx context.Context, mode Mode) error {
	if err := c.Configure(ctx); err != nil {
		return err
	}
	for _, w := range []func() error{
		func() error { return Prescaler.Write(ctx, c.Regs, 3) },
		func() error { return Timing.Write(ctx, c.Regs, 2<<8|7) },
		func() error { return DataPrescaler.Write(ctx, c.Regs, 0) },
		func() error { return DataTiming.Write(ctx, c.Regs, 2<<8|7) },
		func() error { return Select.Write(ctx, c.Regs, mode) },
		func() error { return Mask(0).Write(ctx, c.Regs, 0) },
		func() error { return Filter(0).Write(ctx, c.Regs, 0) },
		func() error { return Filters.Write(ctx, c.Regs, 1) },
		func() error { return Reset.Write(ctx, c.Regs, Enable) },
		func() error { return Clear.Write(ctx, c.Regs, Interrupts) },
	} {
		if err := w(); err != nil {
			return fmt.Errorf("canfd: start: %w", err)
		}
	}
	return nil
}
