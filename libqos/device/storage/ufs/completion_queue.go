package ufs

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// completionSize is the size of a completion queue entry in bytes.
const completionSize = 32

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

// Head returns the index of the next entry.
func (q *CompletionQueue) Head() int { return q.head }

// Doorbells returns the offset of the queue's doorbell registers.
func (q *CompletionQueue) Doorbells() Doorbells { return q.doorbells }

// Interrupts returns the offset of the queue's interrupt registers.
func (q *CompletionQueue) Interrupts() QueueInterrupts { return q.interrupt }

// Take returns the responses of the entries from the head of the queue to its tail,
// but no more than most. [CompletionQueue.Release] returns the entries to the
// controller.
func (q *CompletionQueue) Take(ctx context.Context, most int) ([]Response, error) {
	all, err := q.take(ctx, most)
	if err != nil {
		return nil, fmt.Errorf("ufs: completion queue %d: entry %d: %w", q.number, q.head, err)
	}
	return all, nil
}

func (q *CompletionQueue) take(ctx context.Context, most int) ([]Response, error) {
	tail, err := q.doorbells.Tail().Read(ctx, q.c.Regs)
	if err != nil {
		return nil, err
	}
	if tail%completionSize != 0 || int(tail) >= q.entries*completionSize {
		return nil, fmt.Errorf("got a tail of %#x, want the offset of an entry", tail)
	}
	n := min(most, (int(tail)/completionSize-q.head+q.entries)%q.entries)
	if n == 0 {
		return nil, nil
	}
	entries, err := q.read(ctx, n)
	if err != nil {
		return nil, err
	}
	all, err := q.answers(ctx, entries)
	if err != nil {
		return nil, err
	}
	q.head = (q.head + n) % q.entries
	return all, nil
}

// read returns the next n entries.
func (q *CompletionQueue) read(ctx context.Context, n int) ([]byte, error) {
	entries := make([]byte, n*completionSize)
	before := min(n, q.entries-q.head) * completionSize // bytes before the end of the queue
	if err := q.c.Machine.ReadMemory(ctx, q.addr+uint64(q.head)*completionSize, entries[:before]); err != nil {
		return nil, err
	}
	if before == len(entries) {
		return entries, nil
	}
	return entries, q.c.Machine.ReadMemory(ctx, q.addr, entries[before:])
}

// The fields of an entry (UFSHCI 4.0, on the completion queue entry): the address of the
// request's UTP Command Descriptor, the lengths and offsets of the response UPIU and the
// PRDT, and the overall command status. Of the rest, 4.1 has the task tag and the logical
// unit in one dword.
const (
	entryPlaces = 8
	entryStatus = 16
	entryTask   = 20
	entryEnd    = 24
)

// entry decodes an entry of a request.
func (r pending) entry(p []byte) (Response, error) {
	if got, want := p[entryPlaces:entryStatus], r.tables.places(r.slot); !bytes.Equal(got, want) {
		return Response{}, fmt.Errorf("got lengths and offsets of response UPIU and PRDT %x, want %x as in the request", got, want)
	}
	for _, got := range [][]byte{p[entryStatus+1 : entryTask], p[entryEnd:completionSize]} {
		if !bytes.Equal(got, make([]byte, len(got))) {
			return Response{}, fmt.Errorf("got reserved bytes %x, want zeros", got)
		}
	}
	if got := int(p[entryTask]); got != 0 && got != r.slot {
		return Response{}, fmt.Errorf("got task tag %d in the entry, want %d, or 0 of a controller that does not have it: %w", got, r.slot, ErrTag)
	}
	return Response{OCS: OverallStatus(p[entryStatus])}, nil
}

// answers decodes entries and reads the response UPIUs.
func (q *CompletionQueue) answers(ctx context.Context, entries []byte) ([]Response, error) {
	var all []Response
	var requests []pending
	for entry := range slices.Chunk(entries, completionSize) {
		table := binary.LittleEndian.Uint64(entry) &^ (tableAlign - 1)
		request, known := q.requests[table]
		if !known {
			return nil, fmt.Errorf("command descriptor %#x: %w", table, ErrTag)
		}
		delete(q.requests, table)
		requests = append(requests, request)
		response, err := request.entry(entry)
		if err != nil {
			return nil, err
		}
		all = append(all, response)
	}
	for i := 0; i < len(all); {
		n := run(requests[i:])
		upius, err := requests[i].tables.responses(ctx, requests[i].slot, n)
		if err != nil {
			return nil, err
		}
		for k, u := range upius {
			all[i+k].UPIU = u
			if slot := requests[i+k].slot; all[i+k].OCS == OCSSuccess && int(u.Tag()) != slot {
				return nil, fmt.Errorf("got task tag %d, want %d: %w", u.Tag(), slot, ErrTag)
			}
		}
		i += n
	}
	return all, nil
}

// run returns the number of requests, from the first, in consecutive slots.
func run(requests []pending) int {
	n := 1
	for n < len(requests) && requests[n].tables == requests[0].tables && requests[n].slot == requests[0].slot+n {
		n++
	}
	return n
}

// Release returns the taken entries to the controller, with the head doorbell.
func (q *CompletionQueue) Release(ctx context.Context) error {
	if err := q.doorbells.Head().Write(ctx, q.c.Regs, uint32(q.head*completionSize)); err != nil {
		return fmt.Errorf("ufs: completion queue %d: head doorbell: %w", q.number, err)
	}
	return nil
}

// WaitTake waits for n entries and takes them, without releasing them.
func (q *CompletionQueue) WaitTake(ctx context.Context, n int) ([]Response, error) {
	var all []Response
	what := fmt.Sprintf("%d entries of completion queue %d", n, q.number)
	err := q.c.Machine.Await(ctx, what, func(ctx context.Context) (bool, error) {
		some, err := q.Take(ctx, n-len(all))
		all = append(all, some...)
		return len(all) == n, err
	})
	return all, err
}

// Next waits for an entry, takes it and releases it.
func (q *CompletionQueue) Next(ctx context.Context) (Response, error) {
	all, err := q.WaitTake(ctx, 1)
	if err != nil {
		return Response{}, err
	}
	return all[0], q.Release(ctx)
}
