package i8042

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// start has both devices on, with interrupts as given, and nothing in the output buffer.
func start(t *run.T, c *i8042.Controller, mode i8042.Mode) {
	t.Helper()
	t.Must(begin(t.Context(), c, mode))
}

func begin(ctx context.Context, c *i8042.Controller, mode i8042.Mode) error {
	if err := c.Do(ctx, i8042.WriteByte, uint8(mode)); err != nil {
		return err
	}
	return c.Drain(ctx)
}

// empty checks that there is no byte to read.
func empty(t *run.T, c *i8042.Controller, when string) {
	t.Helper()
	reg.ExpectBitsT(t, c.Regs, when+": status with nothing to read", i8042.StatusCommand, i8042.OutputFull, 0)
}

// port is the port of one of the two devices.
type port struct {
	*i8042.Controller
	source i8042.Source
}

var _ ps2suite.Port = port{}

// device returns one of the two devices.
func device(t *run.T, c *i8042.Controller, s i8042.Source) ps2suite.Device {
	return ps2suite.New(t, port{c, s})
}

// Ready has both devices on, without interrupts and translation.
func (p port) Ready(ctx context.Context) error { return begin(ctx, p.Controller, 0) }

// Send sends bytes to the device.
func (p port) Send(ctx context.Context, all ...uint8) error {
	if p.source == i8042.Mouse {
		return p.SendMouse(ctx, all...)
	}
	return p.Controller.Send(ctx, all...)
}

// Receive returns the next byte, which must be the device's.
func (p port) Receive(ctx context.Context) (uint8, error) { return p.Controller.Receive(ctx, p.source) }

// Waiting reports whether a byte waits.
func (p port) Waiting(ctx context.Context) (bool, error) {
	s, err := i8042.StatusCommand.Read(ctx, p.Regs)
	return s&i8042.OutputFull != 0, err
}
