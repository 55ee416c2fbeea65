package intelnic

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Controller is the part of a network controller that the whole family shares.
type Controller struct {
	PCI     *pci.Device
	Regs    reg.Space      // BAR 0, "the internal registers"
	Machine *guest.Machine // its memory holds rings and buffers

	EEPROM       EEPROMLayout // of EERD
	Conventional bool         // on PCI or PCI-X: CTRL and STATUS lack the bits for bus mastering

	// Caches of registers that only software changes.
	fresh  *Ctrl                      // CTRL, from a reset until LinkUp
	tables map[reg.Reg[uint32]]uint32 // words of MTA and VFTA, since the reset
}

// Open returns the device's controller, enabled and with its registers mapped. It is
// not reset.
func Open(ctx context.Context, dev *pci.Device) (Controller, error) {
	regs, err := dev.Open(ctx, 0)
	if err != nil {
		return Controller{}, fmt.Errorf("intelnic: %w", err)
	}
	return Controller{PCI: dev, Regs: regs, Machine: dev.Bus().Machine(), EEPROM: ExpressEEPROM()}, nil
}

// Reset resets the controller in the order that the datasheets require. It masks
// interrupts, quiesces bus mastering unless c is conventional, sets CTRL.RST, and masks
// interrupts again (82574 datasheet, section 4.6 "Software Initialization and
// Diagnostics"; 82576 datasheet, section 4.5 "Device Initialization"). mask is the
// controller's own way to mask them.
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
	ctrl, err := CTRL.Read(ctx, c.Regs)
	if err != nil {
		return fmt.Errorf("intelnic: reset: %w", err)
	}
	if !c.Conventional {
		ctrl |= CtrlGIOMasterDisable
		if err := c.disableMaster(ctx, ctrl); err != nil {
			return err
		}
	}
	if err := CTRL.Write(ctx, c.Regs, ctrl|CtrlRST); err != nil {
		return fmt.Errorf("intelnic: reset: %w", err)
	}
	c.fresh, c.tables = nil, nil
	err = c.Machine.Wait(ctx, "CTRL.RST to clear itself", func(ctx context.Context) (bool, error) {
		ctrl, err = CTRL.Read(ctx, c.Regs)
		return ctrl&CtrlRST == 0, err
	})
	if err != nil {
		return fmt.Errorf("intelnic: reset: %w", err)
	}
	c.fresh = &ctrl
	return nil
}

// disableMaster writes CTRL, with GIO_MASTER_DISABLE set, and waits until no
// bus-master request is outstanding.
func (c *Controller) disableMaster(ctx context.Context, ctrl Ctrl) error {
	if err := CTRL.Write(ctx, c.Regs, ctrl); err != nil {
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

// LinkUp sets CTRL.SLU, keeps the other bits of CTRL after a reset, and waits for the
// link.
func (c *Controller) LinkUp(ctx context.Context) error {
	if err := c.setLinkUp(ctx); err != nil {
		return fmt.Errorf("intelnic: set link up: %w", err)
	}
	return c.WaitLink(ctx, true)
}

func (c *Controller) setLinkUp(ctx context.Context) error {
	if c.fresh == nil {
		return CTRL.Modify(ctx, c.Regs, 0, CtrlSLU)
	}
	ctrl := *c.fresh
	c.fresh = nil
	return CTRL.Write(ctx, c.Regs, ctrl|CtrlSLU)
}

// WaitLink waits until STATUS.LU reports the link as up, or down.
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
