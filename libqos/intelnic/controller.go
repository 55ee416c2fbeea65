package intelnic

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/reg"
)

// Controller is the part of a network controller that the whole family shares.
type Controller struct {
	PCI     *pci.Device
	Regs    reg.Space      // BAR 0, "the internal registers"
	Machine *guest.Machine // whose memory holds rings and buffers
}

// Open returns the controller that the device is, enabled and with its registers
// mapped. It is not reset.
func Open(ctx context.Context, dev *pci.Device) (Controller, error) {
	regs, err := dev.Open(ctx, 0)
	if err != nil {
		return Controller{}, fmt.Errorf("intelnic: %w", err)
	}
	return Controller{PCI: dev, Regs: regs, Machine: dev.Bus().Machine()}, nil
}

// Reset resets the controller in the order that the datasheets demand: interrupts
// are masked, bus mastering is quiesced, CTRL.RST is set, and interrupts are masked
// again (82574 datasheet, section 4.6 "Software Initialization and Diagnostics"; 82576
// datasheet, section 4.5 "Device Initialization"). Each controller has its own way to
// mask them.
func (c *Controller) Reset(ctx context.Context, mask func(context.Context) error) error {
	if err := mask(ctx); err != nil {
		return err
	}
	if err := c.reset(ctx); err != nil {
		return err
	}
	return mask(ctx)
}

func (c *Controller) reset(ctx context.Context) error {
	if err := c.DisableMaster(ctx); err != nil {
		return err
	}
	if err := CTRL.Modify(ctx, c.Regs, 0, CtrlRST); err != nil {
		return fmt.Errorf("intelnic: reset: %w", err)
	}
	err := c.Machine.Wait(ctx, "CTRL.RST to clear itself", func(ctx context.Context) (bool, error) {
		v, err := CTRL.Read(ctx, c.Regs)
		return v&CtrlRST == 0, err
	})
	if err != nil {
		return fmt.Errorf("intelnic: reset: %w", err)
	}
	return nil
}

// DisableMaster sets CTRL.GIO_MASTER_DISABLE and waits until no bus-master
// request is outstanding.
func (c *Controller) DisableMaster(ctx context.Context) error {
	if err := CTRL.Modify(ctx, c.Regs, 0, CtrlGIOMasterDisable); err != nil {
		return fmt.Errorf("intelnic: disable bus mastering: %w", err)
	}
	err := c.Machine.Wait(ctx, "STATUS.GIO_MASTER_ENABLE to clear", func(ctx context.Context) (bool, error) {
		v, err := STATUS.Read(ctx, c.Regs)
		return v&StatusGIOMasterEnable == 0, err
	})
	if err != nil {
		return fmt.Errorf("intelnic: disable bus mastering: %w", err)
	}
	return nil
}

// LinkUp sets CTRL.SLU and waits for the link.
func (c *Controller) LinkUp(ctx context.Context) error {
	if err := CTRL.Modify(ctx, c.Regs, 0, CtrlSLU); err != nil {
		return fmt.Errorf("intelnic: set link up: %w", err)
	}
	return c.WaitLink(ctx, true)
}

// WaitLink waits until STATUS.LU says that the link is up, or down.
func (c *Controller) WaitLink(ctx context.Context, up bool) error {
	what := "STATUS.LU to clear"
	if up {
		what = "STATUS.LU to be set"
	}
	err := c.Machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		v, err := STATUS.Read(ctx, c.Regs)
		return (v&StatusLU != 0) == up, err
	})
	if err != nil {
		return fmt.Errorf("intelnic: wait for the link: %w", err)
	}
	return nil
}
