package ufs

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// listAlign is what the base address of a list is a multiple of.
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
	ErrNoSlot     = errors.New("there is no free slot")
	ErrTag        = errors.New("the answer is to another request")
	ErrUnfinished = errors.New("a request that should be complete is not")
)

// OpenList sets the transfer request list up and starts it. The link must be up.
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

// Start tells the controller where the list is and has it be processed.
func (l *List) Start(ctx context.Context) error {
	return errors.Join(
		UTRLBA.Write(ctx, l.c.Regs, uint32(l.tables.base)),
		UTRLBAU.Write(ctx, l.c.Regs, uint32(l.tables.base>>32)),
		UTRLRSR.Write(ctx, l.c.Regs, RunStop),
	)
}

// UseInterrupt enables the interrupt of the completion of requests, by which
// [List.Do] learns of it from now on. line is the controller's.
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

// Close makes sure that no request is under way, stops the list and gives its memory
// back.
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

// Free gives the memory of the list of a controller back that is disabled or gone.
func (l *List) Free() error { return l.tables.free() }

// Slots returns the number of slots.
func (l *List) Slots() int { return l.tables.count }

// Put writes requests to slots from one on. The slot's number is the task tag.
func (l *List) Put(ctx context.Context, slot int, requests ...Request) error {
	if slot < 0 || slot+len(requests) > l.Slots() {
		return fmt.Errorf("ufs: slot %d of %d: %w", slot+len(requests)-1, l.Slots(), ErrNoSlot)
	}
	if err := l.tables.write(ctx, slot, requests); err != nil {
		return fmt.Errorf("ufs: slot %d: %w", slot, err)
	}
	return nil
}

// Ring has the controller carry out the requests of n slots from one on, by one write
// to the doorbell.
func (l *List) Ring(ctx context.Context, slot, n int) error {
	if err := UTRLDBR.Write(ctx, l.c.Regs, bits(slot, n)); err != nil {
		return fmt.Errorf("ufs: doorbell: %w", err)
	}
	return nil
}

// bits returns the bits of n slots from one on.
func bits(slot, n int) uint32 { return uint32((1<<n - 1) << slot) }

// Wait waits until the requests of n slots from one on are complete, by their bits of
// the doorbell, and returns how they ended. Their completion notification is cleared.
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

// results returns how the requests of slots ended, which must be complete.
func (l *List) results(ctx context.Context, slot, n int) ([]Response, error) {
	all, err := l.tables.results(ctx, slot, n)
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if r.OCS == OCSSuccess && int(r.UPIU.Tag()) != slot+i {
			return nil, fmt.Errorf("task tag %d: %w", r.UPIU.Tag(), ErrTag)
		}
	}
	return all, nil
}

// Do carries out one request in the last slot, which must be free. If the list uses the
// interrupt, that and the overall command status say that the request is complete, and
// the interrupt is acknowledged; the completion notification stays.
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
