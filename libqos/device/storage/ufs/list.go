package ufs

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// listAlign is the alignment of a list's base address in bytes.
const listAlign = 1024

// List is the UTP transfer request list with its doorbell (UFSHCI, section 5.4 "UTP
// Transfer Request Registers").
type List struct {
	c      *Controller
	tables *tables
	line   *guest.Line // see UseInterrupt
}

// Errors of slots and queues.
var (
	ErrNoSlot     = errors.New("no free slot")
	ErrTag        = errors.New("the response is for another request")
	ErrUnfinished = errors.New("request not complete")
)

// OpenList sets up the transfer request list and starts it. The link must be up.
func (c *Controller) OpenList(ctx context.Context) (*List, error) {
	l := &List{c: c}
	if err := l.open(ctx); err != nil {
		return nil, fmt.Errorf("ufs: transfer request list: %w", err)
	}
	return l, nil
}

func (l *List) open(ctx context.Context) error {
	caps, err := CAP.Read(ctx, l.c.Regs)
	if err != nil {
		return err
	}
	if l.tables, err = newTables(ctx, l.c.Machine, caps.Slots()); err != nil {
		return err
	}
	if err := l.Start(ctx); err != nil {
		return errors.Join(err, l.tables.free())
	}
	return nil
}

// Start gives the controller the address of the list and lets it run.
func (l *List) Start(ctx context.Context) error {
	return errors.Join(
		UTRLBA.Write(ctx, l.c.Regs, uint32(l.tables.base)),
		UTRLBAU.Write(ctx, l.c.Regs, uint32(l.tables.base>>32)),
		UTRLRSR.Write(ctx, l.c.Regs, RunStop),
	)
}

// UseInterrupt enables the completion interrupt. From then on [List.Do] waits for it.
// line is the controller's line.
func (l *List) UseInterrupt(ctx context.Context, line guest.Line) error {
	err := errors.Join(
		IS.Write(ctx, l.c.Regs, InterruptUTRCS),
		IE.Write(ctx, l.c.Regs, InterruptUTRCS),
	)
	if err != nil {
		return fmt.Errorf("ufs: transfer request list: use the interrupt: %w", err)
	}
	l.line = &line
	return nil
}

// Close checks that no request is in flight, stops the list and frees its memory.
func (l *List) Close(ctx context.Context) error {
	left, err := UTRLDBR.Read(ctx, l.c.Regs)
	if err == nil && left != 0 {
		err = fmt.Errorf("ufs: transfer request list: UTRLDBR is %#x: %w", left, ErrUnfinished)
	}
	if l.line != nil {
		err = errors.Join(err, IE.Write(ctx, l.c.Regs, 0))
	}
	return errors.Join(err, UTRLRSR.Write(ctx, l.c.Regs, 0), l.Free())
}

// Free frees the memory of the list. The controller must be disabled or unplugged.
func (l *List) Free() error { return l.tables.free() }

// Slots returns the number of slots.
func (l *List) Slots() int { return l.tables.count }

// Put writes requests to consecutive slots, starting at slot. The slot's number is the
// task tag.
func (l *List) Put(ctx context.Context, slot int, requests ...Request) error {
	if slot < 0 || slot+len(requests) > l.Slots() {
		return fmt.Errorf("ufs: slot %d of %d: %w", slot+len(requests)-1, l.Slots(), ErrNoSlot)
	}
	if err := l.tables.write(ctx, slot, requests); err != nil {
		return fmt.Errorf("ufs: slot %d: %w", slot, err)
	}
	return nil
}

// Ring starts the requests of n slots, starting at slot, with one write to the
// doorbell.
func (l *List) Ring(ctx context.Context, slot, n int) error {
	if err := UTRLDBR.Write(ctx, l.c.Regs, bits(slot, n)); err != nil {
		return fmt.Errorf("ufs: doorbell: %w", err)
	}
	return nil
}

// bits returns the bits of n slots, starting at slot.
func bits(slot, n int) uint32 { return uint32((1<<n - 1) << slot) }

// Wait waits until the doorbell shows the requests of n slots, starting at slot, as
// complete. It clears their completion notification and returns the responses.
func (l *List) Wait(ctx context.Context, slot, n int) ([]Response, error) {
	r, err := l.wait(ctx, slot, n)
	if err != nil {
		return r, fmt.Errorf("ufs: slot %d: %w", slot, err)
	}
	return r, nil
}

func (l *List) wait(ctx context.Context, slot, n int) ([]Response, error) {
	own := bits(slot, n)
	err := l.c.Machine.Await(ctx, fmt.Sprintf("bits %#x of UTRLDBR to clear", own), func(ctx context.Context) (bool, error) {
		v, err := UTRLDBR.Read(ctx, l.c.Regs)
		return v&own == 0, err
	})
	if err != nil {
		return nil, err
	}
	r, err := l.results(ctx, slot, n)
	if err != nil {
		return nil, err
	}
	return r, UTRLCNR.Write(ctx, l.c.Regs, own)
}

// results returns the responses of n slots. Their requests must be complete.
func (l *List) results(ctx context.Context, slot, n int) ([]Response, error) {
	all, err := l.tables.results(ctx, slot, n)
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if r.OCS == OCSSuccess && int(r.UPIU.Tag()) != slot+i {
			return nil, fmt.Errorf("got task tag %d: %w", r.UPIU.Tag(), ErrTag)
		}
	}
	return all, nil
}

// Do carries out one request in the last slot, which must be free. If the list uses the
// interrupt, Do waits for it, checks completion by the overall command status, and
// acknowledges the interrupt. The completion notification stays set.
func (l *List) Do(ctx context.Context, r Request) (Response, error) {
	slot := l.Slots() - 1
	if err := l.Put(ctx, slot, r); err != nil {
		return Response{}, err
	}
	if err := l.Ring(ctx, slot, 1); err != nil {
		return Response{}, err
	}
	done, err := l.finish(ctx, slot, r)
	if err != nil {
		return Response{}, fmt.Errorf("ufs: slot %d: %w", slot, err)
	}
	return done, nil
}

func (l *List) finish(ctx context.Context, slot int, r Request) (Response, error) {
	if l.line == nil || r.NoInterrupt {
		all, err := l.wait(ctx, slot, 1)
		if err != nil {
			return Response{}, err
		}
		return all[0], nil
	}
	if err := l.line.Await(ctx, true); err != nil {
		return Response{}, err
	}
	all, err := l.results(ctx, slot, 1)
	if err != nil {
		return Response{}, err
	}
	if all[0].OCS == OCSInvalid {
		return Response{}, ErrUnfinished
	}
	return all[0], IS.Write(ctx, l.c.Regs, InterruptUTRCS)
}

var _ Transport = (*List)(nil)
