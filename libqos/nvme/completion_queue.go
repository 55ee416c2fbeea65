package nvme

import (
	"context"
	"fmt"
)

// CompletionQueue is the guest's side of a completion queue (section 4.1
// "Submission Queue & Completion Queue Definition").
type CompletionQueue struct {
	c      *Controller
	id     uint16
	size   int // in entries
	memory *Memory
	head   int
	phase  bool // the Phase Tag of an entry that is new
	sqs    map[uint16]*SubmissionQueue
}

func (c *Controller) newCompletionQueue(ctx context.Context, id uint16, size int, from Source) (*CompletionQueue, error) {
	memory, err := c.source(from).Alloc(ctx, uint64(size)*CompletionSize, c.page)
	if err != nil {
		return nil, fmt.Errorf("completion queue %d: %w", id, err)
	}
	return &CompletionQueue{c: c, id: id, size: size, memory: memory, phase: true, sqs: map[uint16]*SubmissionQueue{}}, nil
}

// ID returns the queue identifier.
func (q *CompletionQueue) ID() uint16 { return q.id }

// Size returns the number of entries.
func (q *CompletionQueue) Size() int { return q.size }

// Memory returns the memory of the queue.
func (q *CompletionQueue) Memory() *Memory { return q.memory }

// Phase returns the Phase Tag that the next new entry has: true at first, and
// the other each time round.
func (q *CompletionQueue) Phase() bool { return q.phase }

// Take returns the entry at the head of the queue if it is new, and moves the
// head on. The controller learns of that by [CompletionQueue.Release]. A completion
// of a command that is not outstanding is an error.
func (q *CompletionQueue) Take(ctx context.Context) (c Completion, found bool, err error) {
	c, found, err = q.take(ctx)
	if err != nil {
		return c, found, fmt.Errorf("nvme: completion queue %d: entry %d: %w", q.id, q.head, err)
	}
	return c, found, nil
}

func (q *CompletionQueue) take(ctx context.Context) (Completion, bool, error) {
	var p [CompletionSize]byte
	if err := q.memory.Read(ctx, uint64(q.head)*CompletionSize, p[:]); err != nil {
		return Completion{}, false, err
	}
	c := parseCompletion(p[:])
	if c.Phase != q.phase {
		return Completion{}, false, nil
	}
	sq := q.sqs[c.SQID]
	if sq == nil {
		return c, true, fmt.Errorf("of submission queue %d, which does not use this queue", c.SQID)
	}
	if err := sq.complete(c); err != nil {
		return c, true, err
	}
	if q.head++; q.head == q.size {
		q.head, q.phase = 0, !q.phase
	}
	return c, true, nil
}

// Release tells the controller which entries are free, by the head doorbell.
func (q *CompletionQueue) Release(ctx context.Context) error {
	if err := q.c.caps.HeadDoorbell(q.id).Write(ctx, q.c.Regs, uint32(q.head)); err != nil {
		return fmt.Errorf("nvme: completion queue %d: head doorbell: %w", q.id, err)
	}
	return nil
}

// Next waits for an entry, takes it and releases it.
func (q *CompletionQueue) Next(ctx context.Context) (Completion, error) {
	c, err := q.WaitTake(ctx)
	if err != nil {
		return c, err
	}
	return c, q.Release(ctx)
}

// WaitTake waits for an entry and takes it, without releasing it.
func (q *CompletionQueue) WaitTake(ctx context.Context) (c Completion, err error) {
	what := fmt.Sprintf("an entry of completion queue %d", q.id)
	err = q.c.Machine.Wait(ctx, what, func(ctx context.Context) (found bool, err error) {
		c, found, err = q.Take(ctx)
		return found, err
	})
	return c, err
}
