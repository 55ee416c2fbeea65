package nvme

import (
	"context"
	"errors"
	"fmt"
)

// Queue is a submission queue with the completion queue that it uses.
type Queue struct {
	SQ *SubmissionQueue
	CQ *CompletionQueue
}

// QueueSetup describes a queue to create.
type QueueSetup struct {
	ID         uint16 // of both queues
	Size       int    // entries of the submission queue
	CQSize     int    // entries of the completion queue; 0 for as many as Size
	Interrupts bool   // completions interrupt
	Vector     uint16 // of the interrupt
	From       Source // memory of the submission queue; nil for guest memory
	CQFrom     Source // memory of the completion queue; nil for guest memory
}

// newQueue returns a queue that the controller has not created.
func (c *Controller) newQueue(ctx context.Context, s QueueSetup) (*Queue, error) {
	if s.CQSize == 0 {
		s.CQSize = s.Size
	}
	cq, err := c.newCompletionQueue(ctx, s.ID, s.CQSize, s.CQFrom)
	if err != nil {
		return nil, err
	}
	sq, err := c.newSubmissionQueue(ctx, s.ID, s.Size, s.From)
	if err != nil {
		return nil, errors.Join(err, cq.memory.Free())
	}
	cq.sqs[s.ID] = sq
	return &Queue{SQ: sq, CQ: cq}, nil
}

// CreateQueue makes an I/O queue and creates it in the controller.
func (c *Controller) CreateQueue(ctx context.Context, s QueueSetup) (*Queue, error) {
	q, err := c.newQueue(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("nvme: create queue %d: %w", s.ID, err)
	}
	_, err = c.Admin.Do(ctx, CreateCQ{
		ID: s.ID, Entries: q.CQ.size, Address: q.CQ.memory.Address, Interrupts: s.Interrupts, Vector: s.Vector,
	}.Command())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("nvme: create queue %d: %w", s.ID, err), q.Free())
	}
	if err := c.createSQ(ctx, q.SQ, q.CQ); err != nil {
		return nil, errors.Join(err, c.deleteQueue(ctx, AdminDeleteCQ, s.ID), q.Free())
	}
	return q, nil
}

// AddSQ creates another submission queue for an existing completion queue.
func (c *Controller) AddSQ(ctx context.Context, id uint16, size int, cq *CompletionQueue) (*Queue, error) {
	sq, err := c.newSubmissionQueue(ctx, id, size, nil)
	if err != nil {
		return nil, fmt.Errorf("nvme: create queue %d: %w", id, err)
	}
	if err := c.createSQ(ctx, sq, cq); err != nil {
		return nil, errors.Join(err, sq.memory.Free())
	}
	cq.sqs[id] = sq
	return &Queue{SQ: sq, CQ: cq}, nil
}

func (c *Controller) createSQ(ctx context.Context, sq *SubmissionQueue, cq *CompletionQueue) error {
	_, err := c.Admin.Do(ctx, CreateSQ{ID: sq.id, Entries: sq.size, Address: sq.memory.Address, CQ: cq.id}.Command())
	if err != nil {
		return fmt.Errorf("nvme: create queue %d: %w", sq.id, err)
	}
	return nil
}

func (c *Controller) deleteQueue(ctx context.Context, op Opcode, id uint16) error {
	if _, err := c.Admin.Do(ctx, DeleteQueue(op, id)); err != nil {
		return fmt.Errorf("nvme: delete queue %d: %w", id, err)
	}
	return nil
}

// Delete deletes both queues in the controller, and frees their memory.
func (q *Queue) Delete(ctx context.Context) error {
	return errors.Join(q.DeleteSQ(ctx), q.CQ.c.deleteQueue(ctx, AdminDeleteCQ, q.CQ.id), q.CQ.memory.Free())
}

// DeleteSQ deletes only the submission queue in the controller, and frees its
// memory.
func (q *Queue) DeleteSQ(ctx context.Context) error {
	delete(q.CQ.sqs, q.SQ.id)
	return errors.Join(q.SQ.c.deleteQueue(ctx, AdminDeleteSQ, q.SQ.id), q.SQ.memory.Free())
}

// Free frees the memory of queues that do not exist in the controller, or no
// longer.
func (q *Queue) Free() error { return errors.Join(q.SQ.memory.Free(), q.CQ.memory.Free()) }

// Do submits one command and waits for its completion, which must be the next
// one of the queue. If the command fails, Do returns the completion with an
// error that wraps its [Code].
func (q *Queue) Do(ctx context.Context, cmd Command) (Completion, error) {
	id, err := q.Submit(ctx, cmd)
	if err != nil {
		return Completion{}, err
	}
	c, err := q.CQ.Next(ctx)
	switch {
	case err != nil:
		return c, err
	case c.SQID != q.SQ.id || c.Command != id:
		return c, fmt.Errorf("nvme: queue %d: got completion of command %d (queue %d), want command %d (queue %d)",
			q.SQ.id, c.Command, c.SQID, id, q.SQ.id)
	case c.Err() != nil:
		return c, fmt.Errorf("nvme: queue %d: %v: %w", q.SQ.id, cmd, c.Err())
	}
	return c, nil
}

// Submit submits one command and returns its identifier.
func (q *Queue) Submit(ctx context.Context, cmd Command) (id uint16, err error) {
	if id, err = q.SQ.Push(ctx, cmd); err != nil {
		return id, err
	}
	return id, q.SQ.Ring(ctx)
}
