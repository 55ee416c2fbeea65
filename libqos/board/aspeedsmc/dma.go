package aspeedsmc

import (
	"context"
	"fmt"
)

// Move is a movement of data by DMA between the window of a chip and RAM.
type Move struct {
	Flash uint64 // guest-physical address in the window, a multiple of 4
	RAM   uint64 // guest-physical address, a multiple of 4
	Size  uint32 // in bytes, a multiple of 4
	How   DMA    // beside [DMAEnable]: the direction, or that only the checksum is made
}

// Request asks for the right to use DMA, if the controller has such a thing.
func (c *Controller) Request(ctx context.Context) error {
	if !c.Part.Grants {
		return nil
	}
	if err := DMAControl.Write(ctx, c.Regs, DMARequest); err != nil {
		return fmt.Errorf("aspeedsmc: ask for DMA: %w", err)
	}
	return c.machine.Wait(ctx, "the right to use DMA", func(ctx context.Context) (bool, error) {
		v, err := DMAControl.Read(ctx, c.Regs)
		return v&DMAGranted != 0, err
	})
}

// Begin begins a movement.
func (c *Controller) Begin(ctx context.Context, m Move) error {
	for _, w := range []struct {
		do   func() error
		what string
	}{
		{func() error { return DMAFlash.Write(ctx, c.Regs, uint32(m.Flash)) }, "flash address"},
		{func() error { return DMARAM.Write(ctx, c.Regs, uint32(m.RAM)) }, "RAM address"},
		{func() error { return DMALength.Write(ctx, c.Regs, m.Size-c.Part.Unit) }, "length"},
		{func() error { return DMAControl.Write(ctx, c.Regs, DMAEnable|m.How) }, "control"},
	} {
		if err := w.do(); err != nil {
			return fmt.Errorf("aspeedsmc: DMA: %s: %w", w.what, err)
		}
	}
	return nil
}

// Done waits for the end of a movement.
func (c *Controller) Done(ctx context.Context) error {
	return c.machine.Wait(ctx, "the end of DMA (DMA_STATUS)", func(ctx context.Context) (bool, error) {
		v, err := Interrupts.Read(ctx, c.Regs)
		return v&DMADone != 0, err
	})
}

// End ends DMA: it clears [DMADone] and gives back the right to use DMA.
func (c *Controller) End(ctx context.Context) error {
	if err := DMAControl.Write(ctx, c.Regs, 0); err != nil {
		return fmt.Errorf("aspeedsmc: end DMA: %w", err)
	}
	if !c.Part.Grants {
		return nil
	}
	if err := DMAControl.Write(ctx, c.Regs, DMADiscard); err != nil {
		return fmt.Errorf("aspeedsmc: give back DMA: %w", err)
	}
	return nil
}
