package virtio

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Used is a chain that the device has used.
type Used struct {
	Head uint16 // the result of Add
	Size uint32 // bytes that the device reports as written
	// Unmarked: in a packed ring the device has reported bytes as written, and has not
	// set VIRTQ_DESC_F_WRITE, without which there are none (virtio 1.3, section 2.8.4
	// "Element Address and Length").
	Unmarked bool
}

// Ready returns the number of used chains already read from the ring.
// [Queue.Take] returns these without an access to the device.
func (q *Queue) Ready() int { return len(q.used) }

// Waiting returns the used chains already read from the ring, in the order of the
// next results of [Queue.Take].
func (q *Queue) Waiting() []Used { return slices.Clone(q.used) }

// Take returns the next used chain, if there is one. It does not wait. The error
// wraps [ErrDevice] if the device violates the specification: if it uses a chain
// that it does not have, or reports more written bytes than fit.
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
		return Used{}, false, q.wrap("used ring of", fmt.Errorf("%w: got used chain %d, which the device does not have", ErrDevice, u.Head))
	}
	if err := q.end(u.Head, c); err != nil {
		return Used{}, false, q.wrap("used ring of", err)
	}
	if uint64(u.Size) > c.writable {
		return Used{}, false, q.wrap("used ring of", fmt.Errorf("%w: got %d bytes written to chain %d, want at most %d",
			ErrDevice, u.Size, u.Head, c.writable))
	}
	return u, true, nil
}

// readUsed reads the chains that the device has used since the last time.
func (q *Queue) readUsed(ctx context.Context) error {
	if err := q.look(ctx); err != nil {
		return err
	}
	for {
		u, found, err := q.ring.used(len(q.device))
		if err != nil || !found {
			return err
		}
		if err := q.take(u); err != nil {
			return err
		}
	}
}

// take takes over a used element. With IN_ORDER it stands for all chains up to its own,
// of which the device has used the others whole (virtio 1.3, section 2.7.9 "In-order use
// of descriptors", and section 2.8.8).
func (q *Queue) take(u Used) error {
	at := slices.Index(q.device, u.Head)
	if at < 0 {
		return fmt.Errorf("%w: got used chain %d, which the device does not have", ErrDevice, u.Head)
	}
	first := at
	if q.dev.Has(FeatureInOrder) {
		first = 0
	}
	for _, head := range q.device[first:at] {
		q.used = append(q.used, Used{Head: head, Size: uint32(q.chains[head].writable)})
	}
	q.used = append(q.used, u)
	for _, taken := range q.used[len(q.used)-(at+1-first):] {
		if r := q.replies[taken.Head]; r != nil && !r.Read {
			r.Read = slices.Contains(q.near, r)
		}
	}
	q.ring.advance(q.device[first : at+1]...)
	q.device = slices.Delete(q.device, first, at+1)
	return nil
}

// Wait waits for an interrupt and returns the next used chain. A chain from an
// earlier interrupt is returned at once. The error wraps [ErrNoInterrupt] if a
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
		// Some chains have no interrupt of their own: those of an earlier
		// interrupt, and those used before one could be requested.
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

// WaitShared is [Queue.Wait] for a queue that shares its interrupt with others of
// the device. A wait for another queue may have taken the interrupt of the used
// chain.
func (q *Queue) WaitShared(ctx context.Context) (Used, error) {
	if q.heard {
		if u, found, err := q.Take(ctx); found || err != nil {
			return u, err
		}
	}
	return q.Wait(ctx)
}

// Finish kicks the queue, waits for the next used chain, which must have that head,
// and returns it. It completes [Queue.Add] when no other chain is in use.
func (q *Queue) Finish(ctx context.Context, head uint16) (Used, error) {
	if err := q.Kick(ctx); err != nil {
		return Used{}, err
	}
	used, err := q.Wait(ctx)
	if err == nil && used.Head != head {
		err = q.wrap("used ring of", fmt.Errorf("%w: got used chain %d, want chain %d", ErrDevice, used.Head, head))
	}
	return used, err
}

// AwaitUsed waits until the device has used n chains that no [Queue.Take] has returned.
// It takes neither them nor an interrupt.
func (q *Queue) AwaitUsed(ctx context.Context, n int) error {
	what := fmt.Sprintf("%d used chains from %v", n, q)
	err := q.dev.hw.Machine.Await(ctx, what, func(ctx context.Context) (bool, error) {
		got, err := q.CountUsed(ctx)
		return got >= n, err
	})
	if err != nil {
		return q.wrap("wait for", q.explain(ctx, err))
	}
	return nil
}

// CountUsed returns the number of chains that the device has used and no [Queue.Take] has
// returned. It takes nothing, and does not wait.
func (q *Queue) CountUsed(ctx context.Context) (int, error) {
	n, err := q.ring.count(ctx, q.device)
	if err != nil {
		return 0, q.wrap("used ring of", err)
	}
	return len(q.used) + n, nil
}

// grace is the largest number of looks between a used chain and its interrupt.
const grace = 100

// overdue is called after each look without an interrupt, and returns an error if a
// chain was used too many looks ago. It reads the used ring at the 8th look, the
// 16th, the 32nd and so on.
func (q *Queue) overdue(ctx context.Context, w *lateness) error {
	if q.interrupts != each {
		return nil // the first used chains have none
	}
	w.looks++
	if !w.used && w.looks >= 8 && w.looks&(w.looks-1) == 0 {
		if err := q.look(ctx); err != nil {
			return err
		}
		var err error
		if _, w.used, err = q.ring.used(len(q.device)); err != nil {
			return q.wrap("used ring of", err)
		}
	}
	if w.used {
		w.late++
	}
	if w.late > grace {
		return ErrNoInterrupt
	}
	return nil
}

// lateness is the delay of an interrupt.
type lateness struct {
	looks int  // so far
	used  bool // a chain has been used
	late  int  // looks since then
}

// Poll waits until the device has used a chain, with or without an interrupt,
// and returns it.
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

// explain adds the device's status to the error of a wait that timed out.
func (q *Queue) explain(ctx context.Context, err error) error {
	status, statusErr := q.dev.transport.Status(context.WithoutCancel(ctx))
	if statusErr != nil {
		return err // QEMU has ended, and err reports that
	}
	return fmt.Errorf("%w (the device's status is %v)", err, status)
}
