package i8042

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("i8042")

// Ports and interrupt requests of the controller in a PC.
const (
	ports       = 0x60
	portCount   = 5
	keyboardIRQ = 1
	mouseIRQ    = 12
)

// Controller is the controller.
type Controller struct {
	Regs reg.Space

	bus *isa.Bus
}

// New returns the controller of an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Controller, error) {
	return &Controller{bus.Ports(ports, portCount), bus}, nil
}

// Machine returns the controller's machine.
func (c *Controller) Machine() *guest.Machine { return c.bus.Machine() }

// Source is a device that a byte comes from.
type Source uint8

// The sources.
const (
	Keyboard Source = iota
	Mouse
)

// String returns the name of the device.
func (s Source) String() string { return [...]string{"keyboard", "mouse"}[s] }

// Line watches the interrupt of a device.
func (c *Controller) Line(ctx context.Context, s Source) (guest.Line, error) {
	return c.bus.Watch(ctx, [...]int{keyboardIRQ, mouseIRQ}[s])
}

// Do writes a command to the controller, and its operands.
func (c *Controller) Do(ctx context.Context, cmd Command, operands ...uint8) error {
	if err := command.Write(ctx, c.Regs, cmd); err != nil {
		return err
	}
	return c.Send(ctx, operands...)
}

// Ask writes a command to the controller and returns its answer.
func (c *Controller) Ask(ctx context.Context, cmd Command) (uint8, error) {
	if err := c.Do(ctx, cmd); err != nil {
		return 0, err
	}
	return c.Receive(ctx, Keyboard)
}

// Send writes bytes to the keyboard.
func (c *Controller) Send(ctx context.Context, bytes ...uint8) error {
	for _, b := range bytes {
		if err := Data.Write(ctx, c.Regs, b); err != nil {
			return err
		}
	}
	return nil
}

// SendMouse writes bytes to the mouse.
func (c *Controller) SendMouse(ctx context.Context, bytes ...uint8) error {
	for _, b := range bytes {
		if err := c.Do(ctx, WriteMouse, b); err != nil {
			return err
		}
	}
	return nil
}

// ErrNothing is the error for a byte that has not come.
var ErrNothing = errors.New("there is no byte")

// Receive reads a byte that is there: QEMU's devices answer at once. It is an error if another
// device than s sent it; the controller's own answers count as the keyboard's.
func (c *Controller) Receive(ctx context.Context, s Source) (uint8, error) {
	status, err := StatusCommand.Read(ctx, c.Regs)
	switch {
	case err != nil:
		return 0, err
	case status&OutputFull == 0:
		return 0, fmt.Errorf("i8042: receive from the %v: %w", s, ErrNothing)
	case (status&OfMouse != 0) != (s == Mouse):
		return 0, fmt.Errorf("i8042: status %v of a byte, want one of the %v", status, s)
	}
	return Data.Read(ctx, c.Regs)
}

// Drain reads all bytes that are there, of which QEMU's devices keep a few hundred.
func (c *Controller) Drain(ctx context.Context) error {
	const most = 1024
	for range most {
		s, err := StatusCommand.Read(ctx, c.Regs)
		if err != nil || s&OutputFull == 0 {
			return err
		}
		if _, err := Data.Read(ctx, c.Regs); err != nil {
			return err
		}
	}
	return fmt.Errorf("i8042: drain: %d bytes came, and more", most)
}
