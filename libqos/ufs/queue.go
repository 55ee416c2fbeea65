package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/reg"
)

// completionSize is the size of a completion queue entry in bytes.
const completionSize = 32

// QueueSetup is how a queue is made.
type QueueSetup struct {
	Number     uint8
	Entries    int    // of both queues
	Completion *Queue // whose completion queue it uses; nil for one of its own
}

// Queue is a submission queue with the completion queue that it uses (UFSHCI, section
// 4.4, on MCQ mode).
type Queue struct {
	Completions *CompletionQueue
	c           *Controller
	number      uint8
	registers   QueueRegisters
	doorbells   Doorbells
	addr        uint64
	entries     int
	tail        int
	tables      []*commandTable
	requests    map[uint64]pending // by address of the command table
	owner       bool               // of the completion queue
}

// pending is a request under way.
type pending struct {
	tag     uint8
	table   *commandTable
	request Request
}

// CompletionQueue is the guest's side of a completion queue.
type CompletionQueue struct {
	c         *Controller
	number    uint8
	doorbells Doorbells
	interrupt QueueInterrupts
	addr      uint64
	entries   int
	head      int
	requests  map[uint64]pending
}

// ChooseQueues has the controller use circular queues in place of the transfer request
// list.
func (c *Controller) ChooseQueues(ctx context.Context) error {
	if err := CONFIG.Modify(ctx, c.Regs, 0, ConfigQT); err != nil {
		return fmt.Errorf("ufs: choose circular queues: %w", err)
	}
	return nil
}

// OpenQueue makes a queue and enables it. The link must be up and circular queues
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
	if q.addr, err = q.c.Machine.AllocZeroed(ctx, uint64(s.Entries)*descriptorSize, listAlign); err != nil {
		return err
	}
	for range s.Entries {
		t, err := newCommandTable(q.c.Machine)
		if err != nil {
			return err
		}
		q.tables = append(q.tables, t)
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
		q.registers.SQLBA().Write(ctx, q.c.Regs, uint32(q.addr)),
		q.registers.SQUBA().Write(ctx, q.c.Regs, uint32(q.addr>>32)),
		q.registers.SQATTR().Write(ctx, q.c.Regs, attributes),
	)
}

// position returns the number of the entry that a queue's pointer stands at. A queue
// that was used before goes on where it was: QEMU 11.1 resets pointers neither with the
// queue nor with the controller. Then it must not be shorter than before.
func position(ctx context.Context, s reg.Space, pointer reg.Reg[uint32], entries, size int) (int, error) {
	v, err := pointer.Read(ctx, s)
	if err != nil {
		return 0, err
	}
	if int(v)%size != 0 || int(v) >= entries*size {
		return 0, fmt.Errorf("%#x: no entry of %d stands there", v, entries)
	}
	return int(v) / size, nil
}

func queueSize(entries, size int) QueueAttributes { return QueueAttributes(entries*size/4 - 1) }

func (c *Controller) openCompletions(ctx context.Context, s QueueSetup, r QueueRegisters) (*CompletionQueue, error) {
	cq := &CompletionQueue{c: c, number: s.Number, entries: s.Entries, requests: map[uint64]pending{}}
	doorbells, err := r.CQDAO().Read(ctx, c.Regs)
	if err != nil {
		return nil, err
	}
	interrupt, err := r.CQISAO().Read(ctx, c.Regs)
	if err != nil {
		return nil, err
	}
	cq.doorbells, cq.interrupt = Doorbells(doorbells), QueueInterrupts(interrupt)
	if cq.head, err = position(ctx, c.Regs, cq.doorbells.Tail(), s.Entries, completionSize); err != nil {
		return nil, fmt.Errorf("CQTP: %w", err)
	}
	if cq.addr, err = c.Machine.AllocZeroed(ctx, uint64(s.Entries)*completionSize, listAlign); err != nil {
		return nil, err
	}
	err = errors.Join(
		r.CQLBA().Write(ctx, c.Regs, uint32(cq.addr)),
		r.CQUBA().Write(ctx, c.Regs, uint32(cq.addr>>32)),
		r.CQATTR().Write(ctx, c.Regs, QueueEN|queueSize(s.Entries, completionSize)),
	)
	if err != nil {
		return nil, errors.Join(err, c.Machine.Alloc.Free(cq.addr))
	}
	return cq, nil
}

// Close disables the queue, and its completion queue if it is its own, and gives the
// memory back.
func (q *Queue) Close(ctx context.Context) error {
	err := q.registers.SQATTR().Write(ctx, q.c.Regs, 0)
	if q.owner {
		err = errors.Join(err, q.registers.CQATTR().Write(ctx, q.c.Regs, 0))
	}
	return errors.Join(err, q.Free())
}

// Free gives the memory of a queue back that the controller does not know (any more).
func (q *Queue) Free() error {
	var errs []error
	if q.owner {
		errs = append(errs, q.c.Machine.Alloc.Free(q.Completions.addr))
	}
	if q.addr != 0 {
		errs = append(errs, q.c.Machine.Alloc.Free(q.addr))
	}
	for _, t := range q.tables {
		errs = append(errs, t.free())
	}
	return errors.Join(errs...)
}

// Number returns the number of the submission queue.
func (q *Queue) Number() uint8 { return q.number }

// Tail returns the number of the entry that the next request goes to.
func (q *Queue) Tail() int { return q.tail }

// Entries returns the number of entries, of which one is always free.
func (q *Queue) Entries() int { return q.entries }

// Doorbells returns where the queue's doorbell registers stand.
func (q *Queue) Doorbells() Doorbells { return q.doorbells }

// Push puts a request at the tail of the queue and returns its task tag: the number of
// the entry. The controller learns of it by [Queue.Ring].
func (q *Queue) Push(ctx context.Context, r Request) (tag uint8, err error) {
	table := q.tables[q.tail]
	if _, busy := q.requests[table.addr]; busy {
		return 0, fmt.Errorf("ufs: queue %d: entry %d: %w", q.number, q.tail, ErrNoSlot)
	}
	tag = uint8(q.tail)
	p, err := table.write(ctx, tag, r)
	if err == nil {
		err = q.c.Machine.WriteMemory(ctx, q.addr+uint64(q.tail)*descriptorSize, p)
	}
	if err != nil {
		return 0, fmt.Errorf("ufs: queue %d: entry %d: %w", q.number, q.tail, err)
	}
	q.requests[table.addr] = pending{tag, table, r}
	q.tail = (q.tail + 1) % q.entries
	return tag, nil
}

// Ring tells the controller of the requests pushed, by the tail doorbell.
func (q *Queue) Ring(ctx context.Context) error {
	if err := q.doorbells.Tail().Write(ctx, q.c.Regs, uint32(q.tail*descriptorSize)); err != nil {
		return fmt.Errorf("ufs: queue %d: tail doorbell: %w", q.number, err)
	}
	return nil
}

// Do carries out one request and waits for its completion, the next one of the queue.
func (q *Queue) Do(ctx context.Context, r Request) (Response, error) {
	tag, err := q.Push(ctx, r)
	if err != nil {
		return Response{}, err
	}
	if err := q.Ring(ctx); err != nil {
		return Response{}, err
	}
	done, err := q.Completions.Next(ctx)
	if err == nil && done.OCS == OCSSuccess && done.UPIU.Tag() != tag {
		err = fmt.Errorf("ufs: queue %d: task tag %d, want %d: %w", q.number, done.UPIU.Tag(), tag, ErrTag)
	}
	return done, err
}

var _ Transport = (*Queue)(nil)

// Head returns the number of the entry that comes next.
func (q *CompletionQueue) Head() int { return q.head }

// Doorbells returns where the queue's doorbell registers stand.
func (q *CompletionQueue) Doorbells() Doorbells { return q.doorbells }

// Interrupts returns where the queue's interrupt registers stand.
func (q *CompletionQueue) Interrupts() QueueInterrupts { return q.interrupt }

// Take returns the entry at the head of the queue if there is one, that is, if the tail
// is elsewhere. The controller learns that it is free by [CompletionQueue.Release].
func (q *CompletionQueue) Take(ctx context.Context) (r Response, found bool, err error) {
	tail, err := q.doorbells.Tail().Read(ctx, q.c.Regs)
	if err == nil && tail%completionSize != 0 || int(tail) >= q.entries*completionSize {
		err = fmt.Errorf("the tail is at %#x", tail)
	}
	if err == nil && int(tail) == q.head*completionSize {
		return Response{}, false, nil
	}
	if err == nil {
		r, err = q.take(ctx)
	}
	if err != nil {
		return r, false, fmt.Errorf("ufs: completion queue %d: entry %d: %w", q.number, q.head, err)
	}
	q.head = (q.head + 1) % q.entries
	return r, true, nil
}

// take reads a completion queue entry, which names the UTP Command Descriptor of its
// request and has its overall command status.
func (q *CompletionQueue) take(ctx context.Context) (Response, error) {
	var p [completionSize]byte
	if err := q.c.Machine.ReadMemory(ctx, q.addr+uint64(q.head)*completionSize, p[:]); err != nil {
		return Response{}, err
	}
	table := binary.LittleEndian.Uint64(p[:]) &^ (tableAlign - 1)
	request, known := q.requests[table]
	if !known {
		return Response{}, fmt.Errorf("command descriptor %#x: %w", table, ErrTag)
	}
	delete(q.requests, table)
	u, err := request.table.response(ctx, request.request)
	r := Response{OverallStatus(p[16]), u}
	if err == nil && r.OCS == OCSSuccess && u.Tag() != request.tag {
		err = fmt.Errorf("task tag %d, want %d: %w", u.Tag(), request.tag, ErrTag)
	}
	return r, err
}

// Release tells the controller which entries are free, by the head doorbell.
func (q *CompletionQueue) Release(ctx context.Context) error {
	if err := q.doorbells.Head().Write(ctx, q.c.Regs, uint32(q.head*completionSize)); err != nil {
		return fmt.Errorf("ufs: completion queue %d: head doorbell: %w", q.number, err)
	}
	return nil
}

// WaitTake waits for an entry and takes it, without releasing it.
func (q *CompletionQueue) WaitTake(ctx context.Context) (r Response, err error) {
	what := fmt.Sprintf("an entry of completion queue %d", q.number)
	err = q.c.Machine.Wait(ctx, what, func(ctx context.Context) (found bool, err error) {
		r, found, err = q.Take(ctx)
		return found, err
	})
	return r, err
}

// Next waits for an entry, takes it and releases it.
func (q *CompletionQueue) Next(ctx context.Context) (Response, error) {
	r, err := q.WaitTake(ctx)
	if err != nil {
		return r, err
	}
	return r, q.Release(ctx)
}
