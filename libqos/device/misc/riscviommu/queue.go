package riscviommu

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Kind is one of the three queues.
type Kind struct {
	Name  string
	Base  reg.Reg[QueueBase]
	Index reg.Reg[uint32] // advanced by software
	Other reg.Reg[uint32] // advanced by the IOMMU
	CSR   reg.Reg[CSR]
	Entry uint64 // size in bytes
}

// Commands is the command queue.
func Commands() Kind {
	return Kind{"command queue", CommandBase, CommandTail, CommandHead, CommandCSR, commandSize}
}

// Faults is the fault queue (section 4.2 "Fault/Event Queue (FQ)").
func Faults() Kind { return Kind{"fault queue", FaultBase, FaultHead, FaultTail, FaultCSR, 32} }

// Pages is the page-request queue (section 4.3 "Page-Request-Queue (PQ)").
func Pages() Kind { return Kind{"page-request queue", PageBase, PageHead, PageTail, PageCSR, 16} }

// Queue is an enabled queue in guest memory.
type Queue struct {
	Kind
	Addr    uint64 // guest-physical
	Entries uint32
	d       *Device
	next    uint32 // software's index
}

// Open allocates a queue with the given number of entries, a power of two,
// and enables it (section 7.2 "Guidelines for initialization").
func (d *Device) Open(ctx context.Context, k Kind, entries uint32) (*Queue, error) {
	q, err := d.open(ctx, k, entries)
	if err != nil {
		return nil, fmt.Errorf("riscviommu: open the %s: %w", k.Name, err)
	}
	return q, nil
}

func (d *Device) open(ctx context.Context, k Kind, entries uint32) (*Queue, error) {
	if bits.OnesCount32(entries) != 1 || entries < 2 {
		return nil, fmt.Errorf("got %d entries, want a power of two", entries)
	}
	size := max(uint64(entries)*k.Entry, 1<<pageShift)
	addr, err := d.Machine.AllocZeroed(ctx, size, size)
	if err != nil {
		return nil, err
	}
	q := &Queue{Kind: k, Addr: addr, Entries: entries, d: d}
	if err := q.enable(ctx); err != nil {
		return nil, errors.Join(err, d.Machine.Alloc.Free(addr))
	}
	return q, nil
}

func (q *Queue) enable(ctx context.Context) error {
	regs := q.d.Regs
	log2 := QueueBase(bits.Len32(q.Entries) - 1)
	if err := q.Base.Write(ctx, regs, QueueBase(ppn(q.Addr))|log2-1); err != nil {
		return err
	}
	if err := q.Index.Write(ctx, regs, 0); err != nil {
		return err
	}
	if err := q.CSR.Write(ctx, regs, Enable|InterruptEnable); err != nil {
		return err
	}
	return q.d.csr(ctx, "the "+q.Name+" to be on", q.CSR, On|Busy, On)
}

// Close disables the queue and frees its memory.
func (q *Queue) Close(ctx context.Context) error {
	err := q.CSR.Write(ctx, q.d.Regs, 0)
	if err == nil {
		err = q.d.csr(ctx, "the "+q.Name+" to be off", q.CSR, On|Busy, 0)
	}
	if err = errors.Join(err, q.d.Machine.Alloc.Free(q.Addr)); err != nil {
		return fmt.Errorf("riscviommu: close the %s: %w", q.Name, err)
	}
	return nil
}

// Submit puts a command into the queue and advances the tail register.
func (q *Queue) Submit(ctx context.Context, c Command) error {
	if err := q.Replace(ctx, q.next, c); err != nil {
		return err
	}
	q.next = (q.next + 1) % q.Entries
	if err := q.Index.Write(ctx, q.d.Regs, q.next); err != nil {
		return fmt.Errorf("riscviommu: submit a command: %w", err)
	}
	return nil
}

// Replace overwrites entry i with a command, without a write to the tail
// register.
func (q *Queue) Replace(ctx context.Context, i uint32, c Command) error {
	if err := q.d.Machine.WriteMemory(ctx, q.Addr+uint64(i)*q.Entry, c.bytes()); err != nil {
		return fmt.Errorf("riscviommu: write command %d: %w", i, err)
	}
	return nil
}

// Do submits a command and waits until the IOMMU has fetched it.
func (q *Queue) Do(ctx context.Context, c Command) error {
	if err := q.Submit(ctx, c); err != nil {
		return err
	}
	return q.Drain(ctx)
}

// Drain waits until the IOMMU has fetched every command. It is an error if
// the IOMMU has stopped the queue.
func (q *Queue) Drain(ctx context.Context) error {
	return q.d.Machine.Wait(ctx, "the command queue to drain", func(ctx context.Context) (bool, error) {
		csr, err := q.CSR.Read(ctx, q.d.Regs)
		if err != nil {
			return false, err
		}
		if csr&(MemoryFault|Timeout|Illegal) != 0 {
			return false, fmt.Errorf("riscviommu: the command queue has stopped: got cqcsr %#x", uint32(csr))
		}
		head, err := q.Other.Read(ctx, q.d.Regs)
		return head == q.next, err
	})
}

// Next returns software's index.
func (q *Queue) Next() uint32 { return q.next }
