package ufs

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/reg"
)

// listAlign is what the base address of a list is a multiple of.
const listAlign = 1024

// List is the UTP transfer request list with its doorbell (UFSHCI, section 5.4 "UTP
// Transfer Request Registers").
type List struct {
	c        *Controller
	addr     uint64
	tables   []*commandTable
	requests map[int]Request // by slot
}

// Errors of slots and queues.
var (
	ErrNoSlot = errors.New("there is no free slot")
	ErrTag    = errors.New("the answer is to another request")
)

// OpenList sets the transfer request list up and starts it. The link must be up.
func (c *Controller) OpenList(ctx context.Context) (*List, error) {
	l := &List{c: c, requests: map[int]Request{}}
	if err := l.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("ufs: transfer request list: %w", err), l.free())
	}
	return l, nil
}

func (l *List) open(ctx context.Context) error {
	caps, err := CAP.Read(ctx, l.c.Regs)
	if err != nil {
		return err
	}
	if l.addr, err = l.c.Machine.AllocZeroed(ctx, uint64(caps.Slots())*descriptorSize, listAlign); err != nil {
		return err
	}
	for range caps.Slots() {
		t, err := newCommandTable(l.c.Machine)
		if err != nil {
			return err
		}
		l.tables = append(l.tables, t)
	}
	return l.Start(ctx)
}

// Start tells the controller where the list is and has it be processed.
func (l *List) Start(ctx context.Context) error {
	return errors.Join(
		UTRLBA.Write(ctx, l.c.Regs, uint32(l.addr)),
		UTRLBAU.Write(ctx, l.c.Regs, uint32(l.addr>>32)),
		UTRLRSR.Write(ctx, l.c.Regs, RunStop),
	)
}

func (l *List) free() error {
	var errs []error
	if l.addr != 0 {
		errs = append(errs, l.c.Machine.Alloc.Free(l.addr))
	}
	for _, t := range l.tables {
		errs = append(errs, t.free())
	}
	return errors.Join(errs...)
}

// Close stops the list and gives its memory back.
func (l *List) Close(ctx context.Context) error {
	return errors.Join(UTRLRSR.Write(ctx, l.c.Regs, 0), l.free())
}

// Free gives the memory of the list of a controller back that is disabled or gone.
func (l *List) Free() error { return l.free() }

// Slots returns the number of slots.
func (l *List) Slots() int { return len(l.tables) }

// Put writes a request to a slot. The slot's number is the task tag.
func (l *List) Put(ctx context.Context, slot int, r Request) error {
	if slot < 0 || slot >= len(l.tables) {
		return fmt.Errorf("ufs: slot %d of %d: %w", slot, len(l.tables), ErrNoSlot)
	}
	p, err := l.tables[slot].write(ctx, uint8(slot), r)
	if err == nil {
		err = l.c.Machine.WriteMemory(ctx, l.addr+uint64(slot)*descriptorSize, p)
	}
	if err != nil {
		return fmt.Errorf("ufs: slot %d: %w", slot, err)
	}
	l.requests[slot] = r
	return nil
}

// Ring has the controller carry out the requests of slots, by one write to the
// doorbell.
func (l *List) Ring(ctx context.Context, slots ...int) error {
	var bits uint32
	for _, slot := range slots {
		bits |= 1 << slot
	}
	if err := UTRLDBR.Write(ctx, l.c.Regs, bits); err != nil {
		return fmt.Errorf("ufs: doorbell: %w", err)
	}
	return nil
}

// Wait waits until the request of a slot is complete, by its bit of the doorbell, and
// returns how it ended. Its completion notification is cleared.
func (l *List) Wait(ctx context.Context, slot int) (Response, error) {
	r, err := l.wait(ctx, slot)
	if err != nil {
		return r, fmt.Errorf("ufs: slot %d: %w", slot, err)
	}
	return r, nil
}

func (l *List) wait(ctx context.Context, slot int) (Response, error) {
	err := l.c.Machine.Wait(ctx, fmt.Sprintf("bit %d of UTRLDBR to clear", slot), func(ctx context.Context) (bool, error) {
		v, err := UTRLDBR.Read(ctx, l.c.Regs)
		return v>>slot&1 == 0, err
	})
	if err != nil {
		return Response{}, err
	}
	return l.Result(ctx, slot)
}

// Result returns how the request of a slot ended, which must be complete.
func (l *List) Result(ctx context.Context, slot int) (Response, error) {
	const ocs = 8 // byte of the descriptor
	var p [descriptorSize]byte
	if err := l.c.Machine.ReadMemory(ctx, l.addr+uint64(slot)*descriptorSize, p[:]); err != nil {
		return Response{}, err
	}
	u, err := l.tables[slot].response(ctx, l.requests[slot])
	if err != nil {
		return Response{}, err
	}
	r := Response{OverallStatus(p[ocs]), u}
	if r.OCS == OCSSuccess && int(u.Tag()) != slot {
		return r, fmt.Errorf("task tag %d: %w", u.Tag(), ErrTag)
	}
	return r, UTRLCNR.Write(ctx, l.c.Regs, 1<<slot)
}

// Do carries out one request in slot 0, which must be free, and acknowledges
// IS.UTRCS.
func (l *List) Do(ctx context.Context, r Request) (Response, error) { return l.DoIn(ctx, 0, r) }

// DoIn is [List.Do] in another slot.
func (l *List) DoIn(ctx context.Context, slot int, r Request) (Response, error) {
	if err := l.Put(ctx, slot, r); err != nil {
		return Response{}, err
	}
	if err := l.Ring(ctx, slot); err != nil {
		return Response{}, err
	}
	done, err := l.Wait(ctx, slot)
	if err != nil {
		return done, err
	}
	return done, acknowledge(ctx, l.c.Regs, InterruptUTRCS)
}

func acknowledge(ctx context.Context, s reg.Space, bits Interrupts) error {
	return IS.Write(ctx, s, bits)
}

var _ Transport = (*List)(nil)
