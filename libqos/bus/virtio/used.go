package virtio

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Used is a chain that the device has given back.
type Used struct {
	Head uint16 // what Add returned
	Size uint32 // bytes that the device says it has written
}

// Ready returns the number of used chains that have been read from the ring
// already: [Queue.Take] returns that many without a look at the device.
func (q *Queue) Ready() int { return len(q.used) }

// Waiting returns the used chains that have been read from the ring already, in the
// order in which [Queue.Take] will return them.
func (q *Queue) Waiting() []Used { return slices.Clone(q.used) }

// Take returns the next used chain, if there is one. It does not wait. What a
// device must not do comes back as an error that wraps [ErrDevice]: to use a chain
// that it does not have, or to claim that it wrote more than it may.
func (q *Queue) Take(ctx context.Context) (u Used, found bool, err error) {
	if len(q.used) == 0 {
		if err := q.readUsed(ctx); err != nil {
			return Used{}, false, q.wrap("used ring of", err)
		}
	}
	if len(q.used) == 0 {
		return Used{}, false, nil
	}
	u, q.used = q.used[0], q.used[1:]
	c, ok := q.chains[u.Head]
	if !ok {
		return Used{}, false, q.wrap("used ring of", fmt.Errorf("%w: it used chain %d, which it does not have", ErrDevice, u.Head))
	}
	if err := q.end(u.Head, c); err != nil {
		return Used{}, false, q.wrap("used ring of", err)
	}
	if uint64(u.Size) > c.writable {
		return Used{}, false, q.wrap("used ring of", fmt.Errorf("%w: it says it wrote %d bytes to chain %d, which has room for %d",
			ErrDevice, u.Size, u.Head, c.writable))
	}
	return u, true, nil
}

// readUsed reads what the device has added to the used ring (virtio 1.3, section
// 2.7.14 "Receiving Used Buffers From The Device").
func (q *Queue) readUsed(ctx context.Context) error {
	if err := q.look(ctx); err != nil {
		return err
	}
	idx := q.dev.order.Uint16(q.device[ringIdx:])
	if n := idx - q.seen; int(n) > len(q.chains) {
		return fmt.Errorf("%w: idx went from %d to %d, and it has %d chains", ErrDevice, q.seen, idx, len(q.chains))
	}
	for ; q.seen != idx; q.seen++ {
		entry := q.entry(q.seen)
		id := q.dev.order.Uint32(entry)
		if id >= uint32(q.areas.Size) {
			return fmt.Errorf("%w: it used chain %d, the queue has %d descriptors", ErrDevice, id, q.areas.Size)
		}
		q.used = append(q.used, Used{Head: uint16(id), Size: q.dev.order.Uint32(entry[4:])})
	}
	return nil
}

// Wait waits for an interrupt and returns the next used chain. What came with
// an earlier interrupt is returned at once. The error wraps [ErrNoInterrupt] if a
// chain is used and no interrupt follows.
func (q *Queue) Wait(ctx context.Context) (u Used, err error) {
	if q.interrupts == none {
		return Used{}, q.wrap("wait for", errors.New("its interrupts are off"))
	}
	if len(q.used) == 0 {
		if err := q.rearm(ctx); err != nil {
			return Used{}, err
		}
	}
	if len(q.used) > 0 {
		// Some chains need no interrupt of their own: those that an earlier
		// one told of, and those used before one could be asked for.
		u, _, err := q.Take(ctx)
		return u, err
	}
	var late lateness
	err = q.dev.hw.Machine.Await(ctx, "an interrupt and a used chain from "+q.String(), func(ctx context.Context) (found bool, err error) {
		raised, err := q.dev.transport.QueueInterrupt(ctx, q.index)
		if err != nil {
			return false, err
		}
		if raised {
			for _, other := range q.dev.queues {
				other.heard = true
			}
			u, found, err = q.Take(ctx)
			return found, err
		}
		return false, q.overdue(ctx, &late)
	})
	if err != nil {
		return Used{}, q.wrap("wait for", q.explain(ctx, err))
	}
	return u, nil
}

// WaitShared is [Queue.Wait] for a queue that shares its interrupt with others of the
// device: what is used may have been told of by an interrupt that a wait for another queue
// took.
func (q *Queue) WaitShared(ctx context.Context) (Used, error) {
	if q.heard {
		if u, found, err := q.Take(ctx); found || err != nil {
			return u, err
		}
	}
	return q.Wait(ctx)
}

// Finish kicks the queue, waits for the next used chain, which must be that with
// the head, and returns it: what is left to do after [Queue.Add] where nothing else
// is under way.
func (q *Queue) Finish(ctx context.Context, head uint16) (Used, error) {
	if err := q.Kick(ctx); err != nil {
		return Used{}, err
	}
	used, err := q.Wait(ctx)
	if err == nil && used.Head != head {
		err = q.wrap("used ring of", fmt.Errorf("%w: it used chain %d, where only %d was new", ErrDevice, used.Head, head))
	}
	return used, err
}

// grace is how many looks later an interrupt may come than the chain that it is
// for.
const grace = 100

// overdue is called after each look that found no interrupt, and returns an error if
// a chain was used too many looks ago. It reads the used ring at the 8th look, the 16th,
// the 32nd and so on.
func (q *Queue) overdue(ctx context.Context, w *lateness) error {
	if q.interrupts != each {
		return nil // those that are used first have none
	}
	w.looks++
	if !w.used && w.looks >= 8 && w.looks&(w.looks-1) == 0 {
		if err := q.look(ctx); err != nil {
			return err
		}
		w.used = q.dev.order.Uint16(q.device[ringIdx:]) != q.seen
	}
	if w.used {
		w.late++
	}
	if w.late > grace {
		return ErrNoInterrupt
	}
	return nil
}

// lateness is how late an interrupt is.
type lateness struct {
	looks int  // so far
	used  bool // a chain has been used
	late  int  // looks since that was seen
}

// Poll waits until the device has used a chain, whether there is an interrupt or
// not, and returns it.
func (q *Queue) Poll(ctx context.Context) (u Used, err error) {
	err = q.dev.hw.Machine.Await(ctx, "a used chain from "+q.String(), func(ctx context.Context) (found bool, err error) {
		u, found, err = q.Take(ctx)
		return found, err
	})
	if err != nil {
		return Used{}, q.wrap("poll", q.explain(ctx, err))
	}
	return u, nil
}

// explain adds what the device shows of itself to the error of a wait that was
// in vain.
func (q *Queue) explain(ctx context.Context, err error) error {
	status, statusErr := q.dev.transport.Status(context.WithoutCancel(ctx))
	if statusErr != nil {
		return err // QEMU is gone, and err says so
	}
	return fmt.Errorf("%w (the device's status is %v)", err, status)
}
