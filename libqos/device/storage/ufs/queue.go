package ufs

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// QueueSetup describes a queue to create.
type QueueSetup struct {
	Number     uint8
	Entries    int    // of both queues
	Completion *Queue // the owner of the completion queue; nil for a new one
}

// Queue is a submission queue with the completion queue that it uses (UFSHCI, section
// 4.4, on MCQ mode).
type Queue struct {
	Completions *CompletionQueue
	c           *Controller
	number      uint8
	registers   QueueRegisters
	doorbells   Doorbells
	entries     int
	tail        int
	tables      *tables
	requests    map[uint64]pending // by address of the command descriptor
	owner       bool               // of the completion queue
}

// pending is a request in flight: a slot of a queue's tables.
type pending struct {
	tables *tables
	slot   int
}

// ChooseQueues makes the controller use circular queues instead of the transfer request
// list.
func (c *Controller) ChooseQueues(ctx context.Context) error {
	if err := CONFIG.Modify(ctx, c.Regs, 0, ConfigQT); err != nil {
		return fmt.Errorf("ufs: choose circular queues: %w", err)
	}
	return nil
}

// OpenQueue creates a queue and enables it. The link must be up and circular queues
// chosen.
func (c *Controller) OpenQueue(ctx context.Context, s QueueSetup) (*Queue, error) {
	q := &Queue{c: c, number: s.Number, entries: s.Entries}
	if err := q.open(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("ufs: queue %d: %w", s.Number, err), q.Free())
	}
	return q, nil
}

func (q *Queue) open(ctx context.Context, s QueueSetup) error {
	caps, err := MCQCAP.Read(ctx, q.c.Regs)
	if err != nil {
		return err
	}
	q.registers = caps.Registers(s.Number)
	if s.Completion != nil {
		q.Completions = s.Completion.Completions
	} else if q.Completions, err = q.c.openCompletions(ctx, s, q.registers); err != nil {
		return err
	} else {
		q.owner = true
	}
	q.requests = q.Completions.requests
	if q.tables, err = newTables(ctx, q.c.Machine, s.Entries); err != nil {
		return err
	}
	offset, err := q.registers.SQDAO().Read(ctx, q.c.Regs)
	if err != nil {
		return err
	}
	q.doorbells = Doorbells(offset)
	if q.tail, err = position(ctx, q.c.Regs, q.doorbells.Tail(), s.Entries, descriptorSize); err != nil {
		return fmt.Errorf("SQTP: %w", err)
	}
	attributes := QueueEN | QueueAttributes(q.Completions.number)<<16 | queueSize(s.Entries, descriptorSize)
	return errors.Join(
		q.registers.SQLBA().Write(ctx, q.c.Regs, uint32(q.tables.base)),
		q.registers.SQUBA().Write(ctx, q.c.Regs, uint32(q.tables.base>>32)),
		q.registers.SQATTR().Write(ctx, q.c.Regs, attributes),
	)
}

// position returns the index of the entry at a queue's pointer. A queue continues at
// its pointer, which is 0 after a reset, and must not be shorter than before.
func position(ctx context.Context, s reg.Space, pointer reg.Reg[uint32], entries, size int) (int, error) {
	v, err := pointer.Read(ctx, s)
	if err != nil {
		return 0, err
	}
	if int(v)%size != 0 || int(v) >= entries*size {
		return 0, fmt.Errorf("got pointer %#x, want the offset of one of %d entries", v, entries)
	}
	return int(v) / size, nil
}

func queueSize(entries, size int) QueueAttributes { return QueueAttributes(entries*size/4 - 1) }

// Close disables the queue, and the completion queue if it owns it, and frees the
// memory.
func (q *Queue) Close(ctx context.Context) error {
	err := q.registers.SQATTR().Write(ctx, q.c.Regs, 0)
	if q.owner {
		err = errors.Join(err, q.registers.CQATTR().Write(ctx, q.c.Regs, 0))
	}
	return errors.Join(err, q.Free())
}

// Free frees the memory of a queue that does not exist in the controller, or no longer.
func (q *Queue) Free() error {
	var errs []error
	if q.owner {
		errs = append(errs, q.c.Machine.Alloc.Free(q.Completions.addr))
	}
	if q.tables != nil {
		errs = append(errs, q.tables.free())
	}
	return errors.Join(errs...)
}

// Number returns the number of the submission queue.
func (q *Queue) Number() uint8 { return q.number }

// Tail returns the index of the entry for the next request.
func (q *Queue) Tail() int { return q.tail }

// Entries returns the number of entries. One of them is always free.
func (q *Queue) Entries() int { return q.entries }

// Doorbells returns the offset of the queue's doorbell registers.
func (q *Queue) Doorbells() Doorbells { return q.doorbells }

// Push puts requests at the tail of the queue. The task tag of each is the index of its
// entry. [Queue.Ring] submits them to the controller.
func (q *Queue) Push(ctx context.Context, requests ...Request) error {
	for len(requests) > 0 {
		n := min(len(requests), q.entries-q.tail)
		if err := q.push(ctx, requests[:n]); err != nil {
			return fmt.Errorf("ufs: queue %d: entry %d: %w", q.number, q.tail, err)
		}
		requests = requests[n:]
	}
	return nil
}

// push puts requests at the tail, none beyond the last entry.
func (q *Queue) push(ctx context.Context, requests []Request) error {
	for i := range requests {
		if _, busy := q.requests[q.tables.address(q.tail+i)]; busy {
			return ErrNoSlot
		}
	}
	if err := q.tables.write(ctx, q.tail, requests); err != nil {
		return err
	}
	for i := range requests {
		q.requests[q.tables.address(q.tail+i)] = pending{q.tables, q.tail + i}
	}
	q.tail = (q.tail + len(requests)) % q.entries
	return nil
}

// Ring submits the pushed requests to the controller, with the tail doorbell.
func (q *Queue) Ring(ctx context.Context) error {
	if err := q.doorbells.Tail().Write(ctx, q.c.Regs, uint32(q.tail*descriptorSize)); err != nil {
		return fmt.Errorf("ufs: queue %d: tail doorbell: %w", q.number, err)
	}
	return nil
}

// Do submits one request and waits for its completion, which must be the next one of
// the queue.
func (q *Queue) Do(ctx context.Context, r Request) (Response, error) {
	tag := uint8(q.tail)
	if err := q.Push(ctx, r); err != nil {
		return Response{}, err
	}
	if err := q.Ring(ctx); err != nil {
		return Response{}, err
	}
	done, err := q.Completions.Next(ctx)
	if err == nil && done.OCS == OCSSuccess && done.UPIU.Tag() != tag {
		err = fmt.Errorf("ufs: queue %d: got task tag %d, want %d: %w", q.number, done.UPIU.Tag(), tag, ErrTag)
	}
	return done, err
}

var _ Transport = (*Queue)(nil)
