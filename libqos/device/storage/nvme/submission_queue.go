package nvme

import (
	"context"
	"fmt"
)

// SubmissionQueue is the guest's side of a submission queue (section 4.1
// "Submission Queue & Completion Queue Definition").
type SubmissionQueue struct {
	c           *Controller
	id          uint16
	size        int // in entries
	memory      *Memory
	tail        int
	head        int // from the last completion
	next        uint16
	outstanding map[uint16]Command
}

func (c *Controller) newSubmissionQueue(ctx context.Context, id uint16, size int, from Source) (*SubmissionQueue, error) {
	memory, err := c.source(from).Alloc(uint64(size)*EntrySize, c.page)
	if err != nil {
		return nil, fmt.Errorf("submission queue %d: %w", id, err)
	}
	return &SubmissionQueue{c: c, id: id, size: size, memory: memory, outstanding: map[uint16]Command{}}, nil
}

// ID returns the queue identifier.
func (q *SubmissionQueue) ID() uint16 { return q.id }

// Size returns the number of entries. One of them is always free.
func (q *SubmissionQueue) Size() int { return q.size }

// Memory returns the memory of the queue.
func (q *SubmissionQueue) Memory() *Memory { return q.memory }

// Tail returns the index of the entry for the next command.
func (q *SubmissionQueue) Tail() int { return q.tail }

// Outstanding returns the number of commands without a completion.
func (q *SubmissionQueue) Outstanding() int { return len(q.outstanding) }

// Push puts a command at the tail of the queue and returns its identifier,
// unique among the outstanding commands. [SubmissionQueue.Ring] submits it to
// the controller. If no entry is free the error wraps [ErrFull].
func (q *SubmissionQueue) Push(ctx context.Context, cmd Command) (id uint16, err error) {
	ids, err := q.PushAll(ctx, cmd)
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// PushAll is [SubmissionQueue.Push] for several commands.
func (q *SubmissionQueue) PushAll(ctx context.Context, cmds ...Command) (ids []uint16, err error) {
	if free := (q.head - q.tail - 1 + q.size) % q.size; len(cmds) > free {
		return nil, fmt.Errorf("nvme: submission queue %d: %v: %w", q.id, cmds[free], ErrFull)
	}
	var entries []byte
	for _, cmd := range cmds {
		id := q.newID()
		ids = append(ids, id)
		entries = append(entries, cmd.entry(id)...)
		q.outstanding[id] = cmd
	}
	before := min(len(cmds), q.size-q.tail) * EntrySize // of those before the end of the queue
	err = q.memory.Write(ctx, uint64(q.tail)*EntrySize, entries[:before])
	if rest := entries[before:]; err == nil && len(rest) > 0 {
		err = q.memory.Write(ctx, 0, rest)
	}
	if err != nil {
		return nil, fmt.Errorf("nvme: submission queue %d: entry %d: %w", q.id, q.tail, err)
	}
	q.tail = (q.tail + len(cmds)) % q.size
	return ids, nil
}

// newID returns an identifier that no outstanding command has.
func (q *SubmissionQueue) newID() uint16 {
	for {
		id := q.next
		q.next++
		if _, taken := q.outstanding[id]; !taken {
			return id
		}
	}
}

// Ring submits the pushed commands to the controller, with the tail doorbell.
func (q *SubmissionQueue) Ring(ctx context.Context) error {
	if err := q.c.caps.TailDoorbell(q.id).Write(ctx, q.c.Regs, uint32(q.tail)); err != nil {
		return fmt.Errorf("nvme: submission queue %d: tail doorbell: %w", q.id, err)
	}
	return nil
}

// complete records a completion. It is an error if the command is not
// outstanding, or if the head pointer moves beyond the tail.
func (q *SubmissionQueue) complete(c Completion) error {
	if _, known := q.outstanding[c.Command]; !known {
		return fmt.Errorf("command %d of submission queue %d is not outstanding", c.Command, q.id)
	}
	used := (q.tail - q.head + q.size) % q.size
	moved := (int(c.SQHead) - q.head + q.size) % q.size
	if int(c.SQHead) >= q.size || moved > used {
		return fmt.Errorf("submission queue %d: head moves from %d to %d, beyond the tail at %d", q.id, q.head, c.SQHead, q.tail)
	}
	q.head = int(c.SQHead)
	delete(q.outstanding, c.Command)
	if waiting := used - moved; waiting > len(q.outstanding) {
		return fmt.Errorf("submission queue %d: the head at %d leaves %d entries, with %d commands outstanding", q.id, q.head, waiting, len(q.outstanding))
	}
	return nil
}
