package nvme

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
)

// CompletionQueue is the guest's side of a completion queue (section 4.1
// "Submission Queue & Completion Queue Definition").
type CompletionQueue struct {
	c      *Controller
	id     uint16
	size   int // in entries
	memory *Memory
	head   int
	phase  bool // the Phase Tag of a new entry
	sqs    map[uint16]*SubmissionQueue
	before []byte // the entries as they were taken last, which the next ones replace
}

// ErrBehind means that an entry has changed that is not new.
var ErrBehind = errors.New("the controller has written behind its last entry")

func (c *Controller) newCompletionQueue(ctx context.Context, id uint16, size int, from Source) (*CompletionQueue, error) {
	memory, err := c.source(from).Alloc(uint64(size)*CompletionSize, c.page)
	if err != nil {
		return nil, fmt.Errorf("completion queue %d: %w", id, err)
	}
	if err := memory.Clear(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("completion queue %d: %w", id, err), memory.Free())
	}
	return &CompletionQueue{
		c: c, id: id, size: size, memory: memory, phase: true, sqs: map[uint16]*SubmissionQueue{},
		before: make([]byte, size*CompletionSize),
	}, nil
}

// ID returns the queue identifier.
func (q *CompletionQueue) ID() uint16 { return q.id }

// Size returns the number of entries.
func (q *CompletionQueue) Size() int { return q.size }

// Memory returns the memory of the queue.
func (q *CompletionQueue) Memory() *Memory { return q.memory }

// Phase returns the Phase Tag of the next new entry: true at first, inverted with
// each pass through the queue.
func (q *CompletionQueue) Phase() bool { return q.phase }

// Take returns the entry at the head of the queue if it is new, and advances the
// head. [CompletionQueue.Release] reports this to the controller. A completion of
// a command that is not outstanding is an error.
func (q *CompletionQueue) Take(ctx context.Context) (c Completion, found bool, err error) {
	all, err := q.take(ctx, 1)
	if len(all) == 0 {
		return c, false, err
	}
	return all[0], true, err
}

// take is Take for up to n entries. It reads the one behind them, too, which must be as it was if it is not
// new.
func (q *CompletionQueue) take(ctx context.Context, n int) (all []Completion, err error) {
	read := min(n+1, q.size)
	p := make([]byte, read*CompletionSize)
	before := min(read, q.size-q.head) * CompletionSize // of those before the end of the queue
	err = q.memory.Read(ctx, uint64(q.head)*CompletionSize, p[:before])
	if rest := p[before:]; err == nil && len(rest) > 0 {
		err = q.memory.Read(ctx, 0, rest)
	}
	for entry := range slices.Chunk(p, CompletionSize) {
		if err != nil {
			return all, fmt.Errorf("nvme: completion queue %d: entry %d: %w", q.id, q.head, err)
		}
		c := parseCompletion(entry)
		was := q.before[q.head*CompletionSize:][:CompletionSize]
		if c.Phase != q.phase {
			if !bytes.Equal(entry, was) {
				err = fmt.Errorf("% x, want % x as before: %w", entry, was, ErrBehind)
			}
			break
		}
		if len(all) == n {
			break
		}
		copy(was, entry)
		all = append(all, c)
		err = q.accept(c)
	}
	if err != nil {
		return all, fmt.Errorf("nvme: completion queue %d: entry %d: %w", q.id, q.head, err)
	}
	return all, nil
}

// WaitPending waits until n entries are in the queue, and takes none.
func (q *CompletionQueue) WaitPending(ctx context.Context, n int) error {
	what := fmt.Sprintf("%d entries in completion queue %d", n, q.id)
	last := q.head + n - 1
	phase := q.phase != (last >= q.size) // inverted behind the end
	return q.c.Machine.Await(ctx, what, func(ctx context.Context) (bool, error) {
		var entry [CompletionSize]byte
		err := q.memory.Read(ctx, uint64(last%q.size)*CompletionSize, entry[:])
		return parseCompletion(entry[:]).Phase == phase, err
	})
}

// accept records the entry at the head, and advances the head.
func (q *CompletionQueue) accept(c Completion) error {
	sq := q.sqs[c.SQID]
	if sq == nil {
		return fmt.Errorf("submission queue %d does not use this queue", c.SQID)
	}
	if err := sq.complete(c); err != nil {
		return err
	}
	if q.head++; q.head == q.size {
		q.head, q.phase = 0, !q.phase
	}
	return nil
}

// Release returns the taken entries to the controller, with the head doorbell.
func (q *CompletionQueue) Release(ctx context.Context) error {
	if err := q.c.caps.HeadDoorbell(q.id).Write(ctx, q.c.Regs, uint32(q.head)); err != nil {
		return fmt.Errorf("nvme: completion queue %d: head doorbell: %w", q.id, err)
	}
	return nil
}

// Next waits for an entry, takes it and releases it.
func (q *CompletionQueue) Next(ctx context.Context) (Completion, error) {
	all, err := q.WaitTake(ctx, 1)
	if err != nil {
		return Completion{}, err
	}
	return all[0], q.Release(ctx)
}

// WaitTake waits for n entries and takes them, without releasing them.
func (q *CompletionQueue) WaitTake(ctx context.Context, n int) ([]Completion, error) {
	var all []Completion
	what := fmt.Sprintf("%d entries of completion queue %d", n, q.id)
	err := q.c.Machine.Await(ctx, what, func(ctx context.Context) (bool, error) {
		some, err := q.take(ctx, n-len(all))
		all = append(all, some...)
		return len(all) == n, err
	})
	return all, err
}
