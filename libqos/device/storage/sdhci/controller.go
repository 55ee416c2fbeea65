package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Controller is an SD host controller. It is not safe for concurrent use.
type Controller struct {
	Regs    reg.Space
	Model   Model
	Machine *guest.Machine // its memory is the other end of DMA
	Line    guest.Line     // the controller's interrupt

	// DMA is the way in which data moves; the zero value is [PIO].
	DMA DMA
	// AutoStop makes the controller send the CMD12 that ends a transfer of several
	// blocks (Auto CMD12). Otherwise the driver sends it.
	AutoStop bool

	width       HostControl  // last setting of Host Control 1 for the data lines
	caps        Capabilities // 0 until first needed
	transferred bool         // Transfer Complete came with Command Complete
}

var _ sd.Host = (*Controller)(nil)

// DMA is a way of moving data between the controller's buffer and memory.
type DMA uint8

// The ways of moving data (sections 1.4 "Supporting DMA" and 1.13 "Advanced
// DMA").
const (
	PIO       DMA = iota // the driver reads and writes the Buffer Data Port
	SDMA                 // one piece of memory, stopping at boundaries
	ADMA2                // a table of descriptors with 32-bit addresses
	ADMA2Wide            // a table of descriptors with 64-bit addresses
)

// String returns the name.
func (d DMA) String() string {
	switch d {
	case PIO:
		return "PIO"
	case SDMA:
		return "SDMA"
	case ADMA2:
		return "ADMA2"
	case ADMA2Wide:
		return "64-bit ADMA2"
	}
	return fmt.Sprintf("DMA %d", uint8(d))
}

// The fastest clocks, in Hz, with which a card can be identified and used at
// default speed (Physical Layer 3.01, chapter 6 "SD Memory Card Hardware
// Interface", fOD and fPP).
const (
	IdentificationClock = 400e3
	DefaultSpeedClock   = 25e6
)

// Start prepares the controller, in any state, for the identification of cards. It
// resets the controller, switches on the card's supply and a clock of
// [IdentificationClock], and enables the status bits of all interrupts that the
// driver uses. It enables no interrupt signal.
func (c *Controller) Start(ctx context.Context) error {
	if err := c.Reset(ctx, ResetAll); err != nil {
		return err
	}
	if err := c.PowerOn(ctx); err != nil {
		return err
	}
	if err := c.StartClock(ctx, IdentificationClock); err != nil {
		return err
	}
	if err := c.enableStatus(ctx); err != nil {
		return fmt.Errorf("sdhci: enable interrupt status: %w", err)
	}
	return nil
}

func (c *Controller) enableStatus(ctx context.Context) error {
	const longest = 0xe // 2^27 cycles
	if err := TimeoutControl.Write(ctx, c.Regs, longest); err != nil {
		return err
	}
	if err := NormalIntStatusEnable.Write(ctx, c.Regs, NormalInts); err != nil {
		return err
	}
	return ErrorIntStatusEnable.Write(ctx, c.Regs, ErrorInts)
}

// Reset resets the parts of the controller in r and waits until the reset is done
// (section 2.2.16 "Software Reset Register").
func (c *Controller) Reset(ctx context.Context, r Reset) error {
	if r&ResetAll != 0 {
		c.width = 0
	}
	if err := SoftwareReset.Write(ctx, c.Regs, r); err != nil {
		return fmt.Errorf("sdhci: reset %v: %w", r, err)
	}
	err := c.Wait(ctx, fmt.Sprintf("the end of software reset %v", r), func(ctx context.Context) (bool, error) {
		v, err := SoftwareReset.Read(ctx, c.Regs)
		return v&r == 0, err
	})
	if err != nil {
		return fmt.Errorf("sdhci: reset %v: %w", r, err)
	}
	return nil
}

// Capabilities returns the Capabilities register.
func (c *Controller) Capabilities(ctx context.Context) (Capabilities, error) {
	low, err := CapabilitiesLow.Read(ctx, c.Regs)
	if err != nil {
		return 0, fmt.Errorf("sdhci: capabilities: %w", err)
	}
	high, err := CapabilitiesHigh.Read(ctx, c.Regs)
	if err != nil {
		return 0, fmt.Errorf("sdhci: capabilities: %w", err)
	}
	return Capabilities(high)<<32 | Capabilities(low), nil
}

// capabilities returns the Capabilities register, which it reads only once.
func (c *Controller) capabilities(ctx context.Context) (Capabilities, error) {
	if c.caps != 0 {
		return c.caps, nil
	}
	caps, err := c.Capabilities(ctx)
	c.caps = caps
	return caps, err
}

// PowerOn switches on the card's supply, at the controller's highest voltage
// (section 3.3 "SD Bus Power Control").
func (c *Controller) PowerOn(ctx context.Context) error {
	if c.Model.NoPowerControl {
		return nil
	}
	caps, err := c.capabilities(ctx)
	if err != nil {
		return err
	}
	if err := PowerControl.Write(ctx, c.Regs, caps.Voltage()); err != nil {
		return fmt.Errorf("sdhci: power on: %w", err)
	}
	if err := PowerControl.Write(ctx, c.Regs, caps.Voltage()|BusPower); err != nil {
		return fmt.Errorf("sdhci: power on: %w", err)
	}
	return nil
}

// StartClock clocks the card with at most limit Hz (sections 3.2.1 "Internal Clock
// Setup Sequence" and 3.2.3 "SD Clock Frequency Change Sequence").
func (c *Controller) StartClock(ctx context.Context, limit uint32) error {
	caps, err := c.capabilities(ctx)
	if err != nil {
		return err
	}
	spec := c.Model.Version.Spec()
	divider := divideBy(caps.BaseClock(spec), limit, spec < Spec300 || c.Model.Layout != Standard)
	if err := c.startClock(ctx, divider); err != nil {
		return fmt.Errorf("sdhci: start clock: %w", err)
	}
	return nil
}

func (c *Controller) startClock(ctx context.Context, divider Clock) error {
	if err := ClockControl.Modify(ctx, c.Regs, SDClockEnable, 0); err != nil {
		return err
	}
	if err := ClockControl.Write(ctx, c.Regs, divider|InternalClockEnable); err != nil {
		return err
	}
	err := c.Wait(ctx, "the internal clock to be stable", func(ctx context.Context) (bool, error) {
		v, err := ClockControl.Read(ctx, c.Regs)
		return v&InternalClockStable != 0, err
	})
	if err != nil {
		return err
	}
	return ClockControl.Modify(ctx, c.Regs, 0, SDClockEnable)
}

// SetBusWidth4 makes the controller use four data lines. Switch the card first.
func (c *Controller) SetBusWidth4(ctx context.Context) error {
	if err := HostControl1.Modify(ctx, c.Regs, 0, DataWidth4); err != nil {
		return fmt.Errorf("sdhci: use four data lines: %w", err)
	}
	c.width = DataWidth4
	return nil
}

// Wait lets virtual time pass until done returns true.
func (c *Controller) Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return c.Machine.Wait(ctx, what, done)
}
