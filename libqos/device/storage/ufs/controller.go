package ufs

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Controller is a UFS host controller.
type Controller struct {
	Regs    reg.Space      // BAR 0
	Machine *guest.Machine // its memory holds requests and data
}

// Enable enables the controller, which must be disabled, and waits until HCE
// confirms it (UFSHCI, section 7.1.1 "Host Controller Initialization").
func (c *Controller) Enable(ctx context.Context) error { return c.setEnable(ctx, HCEEnable) }

// Disable disables the controller, which resets it.
func (c *Controller) Disable(ctx context.Context) error { return c.setEnable(ctx, 0) }

func (c *Controller) setEnable(ctx context.Context, v uint32) error {
	err := HCE.Write(ctx, c.Regs, v)
	if err == nil {
		err = c.Machine.Wait(ctx, fmt.Sprintf("HCE to be %d", v), func(ctx context.Context) (bool, error) {
			got, err := HCE.Read(ctx, c.Regs)
			return got&HCEEnable == v, err
		})
	}
	if err != nil {
		return fmt.Errorf("ufs: set HCE to %d: %w", v, err)
	}
	return nil
}

// LinkStartup starts the link to the device (UFSHCI, section 7.1.1 "Host Controller
// Initialization"). The device must answer.
func (c *Controller) LinkStartup(ctx context.Context) error {
	code, err := c.UIC(ctx, DMELinkStartup, 0, 0, 0)
	if err != nil {
		return err
	}
	if code != UICSuccess {
		return fmt.Errorf("ufs: link startup: %w: %#02x", ErrUIC, uint8(code))
	}
	err = c.Machine.Wait(ctx, "HCS.DP to be set", func(ctx context.Context) (bool, error) {
		s, err := HCS.Read(ctx, c.Regs)
		return s&StatusDP != 0, err
	})
	if err != nil {
		return fmt.Errorf("ufs: link startup: %w", err)
	}
	return nil
}

// Start enables the controller and starts the link.
func (c *Controller) Start(ctx context.Context) error {
	if err := c.Enable(ctx); err != nil {
		return err
	}
	return c.LinkStartup(ctx)
}
