package sdhci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Command sends a command without data and returns the card's response
// (section 3.7.1 "Transaction Control without Data Transfer Using DAT Line"). If the
// controller reports an error, Command resets the command circuit and returns an error
// that wraps an [ErrorInt].
func (c *Controller) Command(ctx context.Context, cmd sd.Command) (sd.Response, error) {
	r, err := c.command(ctx, cmd)
	if err != nil {
		return sd.Response{}, fmt.Errorf("sdhci: %v: %w", cmd, errors.Join(err, c.recover(ctx, err)))
	}
	return r, nil
}

func (c *Controller) command(ctx context.Context, cmd sd.Command) (sd.Response, error) {
	if err := c.issue(ctx, cmd, 0); err != nil {
		return sd.Response{}, err
	}
	r, err := c.response(ctx, cmd.Response)
	if err != nil || cmd.Response != sd.R1b || c.transferred {
		return r, err
	}
	return r, c.awaitNotBusy(ctx)
}

// awaitNotBusy waits for the end of the busy signal that follows an R1b.
func (c *Controller) awaitNotBusy(ctx context.Context) error {
	if c.Model.NoBusyInterrupt {
		return c.AwaitClear(ctx, CommandInhibitDAT)
	}
	_, err := c.await(ctx, TransferComplete)
	return err
}

// issue sends a command and waits until it is complete (sections 3.7.1.1 "The
// Sequence to Issue a SD Command" and 3.7.1.2 "The Sequence to Finalize a
// Command"). For a command with data, setTransfer has already waited until it can be
// sent. c.transferred reports whether the transfer or the busy signal after the command
// has ended, too.
func (c *Controller) issue(ctx context.Context, cmd sd.Command, flags CommandBits) error {
	inhibit := CommandInhibitCMD
	stop := cmd.Index == sd.StopTransmission().Index && !cmd.App
	switch {
	case stop:
		flags |= CommandAbort
	case cmd.Response == sd.R1b:
		inhibit |= CommandInhibitDAT
	}
	if flags&DataPresent == 0 {
		if err := c.AwaitClear(ctx, inhibit); err != nil {
			return err
		}
	}
	c.transferred = false
	if err := Argument.Write(ctx, c.Regs, cmd.Argument); err != nil {
		return err
	}
	if err := Command.Write(ctx, c.Regs, CommandIndex(cmd.Index)|responseBits(cmd.Response)|flags); err != nil {
		return err
	}
	data := cmd.Response == sd.R1b && !c.Model.NoBusyInterrupt || flags&DataPresent != 0
	return c.awaitCommand(ctx, data)
}

// awaitCommand waits until a command is complete, and records whether its transfer is,
// too.
func (c *Controller) awaitCommand(ctx context.Context, data bool) error {
	got, err := c.poll(ctx, CommandComplete)
	if err != nil {
		return err
	}
	clear := CommandComplete
	if data && got&TransferComplete != 0 {
		c.transferred = true
		clear |= got & (TransferComplete | DMAInterrupt)
	}
	return NormalIntStatus.Write(ctx, c.Regs, clear)
}

// AwaitClear waits until bits of the Present State register are clear.
func (c *Controller) AwaitClear(ctx context.Context, bits Present) error {
	return c.Wait(ctx, fmt.Sprintf("%v to be clear", bits), func(ctx context.Context) (bool, error) {
		v, err := PresentState.Read(ctx, c.Regs)
		return v&bits == 0, err
	})
}

// await waits for any of the interrupts, clears the pending ones and returns them. An
// error interrupt ends the wait with an [ErrorInt].
func (c *Controller) await(ctx context.Context, want NormalInt) (NormalInt, error) {
	if want&TransferComplete != 0 && c.transferred {
		c.transferred = false
		return TransferComplete, nil
	}
	got, err := c.poll(ctx, want)
	if err != nil {
		return 0, err
	}
	return got & want, NormalIntStatus.Write(ctx, c.Regs, got&want)
}

// poll waits for any of the interrupts and returns all that are pending. An error
// interrupt ends the wait with an [ErrorInt].
func (c *Controller) poll(ctx context.Context, want NormalInt) (NormalInt, error) {
	var got NormalInt
	err := c.Wait(ctx, want.String(), func(ctx context.Context) (bool, error) {
		v, err := NormalIntStatus.Read(ctx, c.Regs)
		if err != nil {
			return false, err
		}
		if v&ErrorInterrupt != 0 {
			e, err := ErrorIntStatus.Read(ctx, c.Regs)
			return false, errors.Join(err, e)
		}
		got = v
		return got&want != 0, nil
	})
	return got, err
}

// response reads the card's response (section 2.2.7 "Response Register", table
// "Response Bit Definition for Each Response Type").
func (c *Controller) response(ctx context.Context, t sd.ResponseType) (sd.Response, error) {
	var r sd.Response
	if t != sd.R2 {
		v, err := Response(0).Read(ctx, c.Regs)
		return sd.Response{Short: v}, err
	}
	// The registers hold bits 127:8 of the response. The first register holds the
	// lowest of these bits.
	var words [16]byte
	for i := range 4 {
		v, err := Response(i).Read(ctx, c.Regs)
		if err != nil {
			return r, err
		}
		binary.BigEndian.PutUint32(words[12-4*i:], v)
	}
	copy(r.Long[:], words[1:])
	return r, nil
}

// recover makes the controller usable after an error interrupt (section 3.10.1
// "Error Interrupt Recovery"). It does nothing after errors of other kinds.
func (c *Controller) recover(ctx context.Context, cause error) error {
	var e ErrorInt
	if !errors.As(cause, &e) {
		return nil
	}
	if err := c.Reset(ctx, ResetCMD|ResetDAT); err != nil {
		return err
	}
	if err := NormalIntStatus.Write(ctx, c.Regs, NormalInts&^(CardInsertion|CardRemoval)); err != nil {
		return err
	}
	return ErrorIntStatus.Write(ctx, c.Regs, e)
}
