package sdhci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// errBlocks means that the controller's registers cannot hold the size of a
// transfer.
var errBlocks = errors.New("want 1 to 65535 blocks of 1 to 2048 bytes")

// transfer is a transfer of blocks.
type transfer struct {
	data      []byte
	blockSize int
	write     bool // to the card
	counted   bool // the card ends it
}

func (t transfer) blocks() int { return len(t.data) / t.blockSize }

func (t transfer) valid() bool {
	return t.blockSize > 0 && t.blockSize <= 2048 && len(t.data)%t.blockSize == 0 && t.blocks() > 0 && t.blocks() <= 0xffff
}

// mover is a way of moving the data of one transfer.
type mover interface {
	// prepare is called before the command is issued and returns its bits of the
	// Transfer Mode register.
	prepare(ctx context.Context) (Mode, error)
	// move is called when the command is complete. It returns when the transfer
	// is complete.
	move(ctx context.Context) error
	// release frees memory. It is always called.
	release() error
}

// mover returns the mover of c.DMA.
func (c *Controller) mover(t transfer) (mover, error) {
	switch c.DMA {
	case PIO:
		return &pio{c, t}, nil
	case SDMA:
		return &sdma{c: c, t: t}, nil
	case ADMA2, ADMA2Wide:
		return &adma{c: c, t: t, wide: c.DMA == ADMA2Wide}, nil
	}
	return nil, fmt.Errorf("the driver does not support %v", c.DMA)
}

// Read sends a command and fills p with blocks of blockSize bytes that the card
// sends (section 3.7.2 "Transaction Control with Data Transfer Using DAT Line").
// Errors are those of [Controller.Command].
func (c *Controller) Read(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	return c.transfer(ctx, cmd, transfer{p, blockSize, false, cmd.Counted})
}

// Write sends a command and p as blocks of blockSize bytes, and waits until
// the card is no longer busy. Errors are those of [Controller.Command].
func (c *Controller) Write(ctx context.Context, cmd sd.Command, p []byte, blockSize int) (sd.Response, error) {
	return c.transfer(ctx, cmd, transfer{p, blockSize, true, cmd.Counted})
}

func (c *Controller) transfer(ctx context.Context, cmd sd.Command, t transfer) (sd.Response, error) {
	r, err := c.tryTransfer(ctx, cmd, t)
	if err != nil {
		err = errors.Join(c.explain(ctx, err), c.recover(ctx, err))
		return sd.Response{}, fmt.Errorf("sdhci: %v of %d bytes by %v: %w", cmd, len(t.data), c.DMA, err)
	}
	return r, nil
}

// explain adds the state of the ADMA engine to an ADMA error.
func (c *Controller) explain(ctx context.Context, err error) error {
	if !errors.Is(err, ADMAError) {
		return err
	}
	state, readErr := ADMAErrorStatus.Read(ctx, c.Regs)
	return errors.Join(fmt.Errorf("%w in %v", err, state), readErr)
}

func (c *Controller) tryTransfer(ctx context.Context, cmd sd.Command, t transfer) (r sd.Response, err error) {
	if !t.valid() {
		return r, fmt.Errorf("%d bytes in blocks of %d bytes: %w", len(t.data), t.blockSize, errBlocks)
	}
	m, err := c.mover(t)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, m.release()) }()
	mode, err := m.prepare(ctx)
	if err != nil {
		return r, err
	}
	if err := c.setTransfer(ctx, t, mode); err != nil {
		return r, err
	}
	if err := c.issue(ctx, cmd, DataPresent); err != nil {
		return r, err
	}
	if r, err = c.response(ctx, cmd.Response); err != nil {
		return r, err
	}
	if err := m.move(ctx); err != nil {
		return r, err
	}
	return r, c.stop(ctx, t)
}

// stop ends a transfer of several blocks with CMD12, or checks that the
// controller did. In that case the response is in the last register (section
// 2.2.7).
func (c *Controller) stop(ctx context.Context, t transfer) error {
	if t.blocks() == 1 || t.counted {
		return nil
	}
	cmd, during := sd.StopTransmission(), sd.SendingData
	if t.write {
		during = sd.ReceivingData
	}
	var r sd.Response
	var err error
	if c.AutoStop {
		r.Short, err = Response(3).Read(ctx, c.Regs)
	} else {
		r, err = c.command(ctx, cmd)
	}
	if err != nil {
		return fmt.Errorf("%v: %w", cmd, err)
	}
	if s := sd.Status(r.Short); s.State() != during || s.Failure() != 0 {
		return &sd.StatusError{Command: cmd, Status: s}
	}
	return nil
}

// setTransfer writes the registers that describe a transfer.
func (c *Controller) setTransfer(ctx context.Context, t transfer, mode Mode) error {
	if !t.write {
		mode |= ReadTransfer
	}
	if t.blocks() > 1 {
		mode |= MultipleBlocks | BlockCountEnable
		if c.AutoStop && !t.counted {
			mode |= AutoCMD12
		}
	}
	if err := c.AwaitClear(ctx, CommandInhibitCMD|CommandInhibitDAT); err != nil {
		return err
	}
	if err := BlockSize.Write(ctx, c.Regs, BlockSizeBits(t.blockSize)|SDMABoundary); err != nil {
		return err
	}
	if err := BlockCount.Write(ctx, c.Regs, uint16(t.blocks())); err != nil {
		return err
	}
	return TransferMode.Write(ctx, c.Regs, mode)
}
