package guest

import (
	"errors"
	"fmt"
	"slices"
)

// Allocator hands out guest memory, first fit, from the lowest address up. It
// only keeps records and does not contact QEMU. It is not safe for concurrent
// use.
type Allocator struct {
	ram  RAM
	used []block // sorted by address, without overlaps
	peak uint64  // behind the highest byte that was ever allocated; 0 for none
}

type block struct {
	addr, size uint64
	what       string // purpose of a reserved block; "" for one from Alloc
}

// NewAllocator returns an allocator for all of ram.
func NewAllocator(ram RAM) *Allocator { return &Allocator{ram: ram} }

// Errors that the allocator's errors wrap.
var (
	ErrNoMemory  = errors.New("no guest memory left")
	ErrNotGiven  = errors.New("not an allocated address") // also of a second Free
	ErrOverlap   = errors.New("overlaps memory in use")
	ErrLeak      = errors.New("guest memory was not freed")
	ErrAlignment = errors.New("alignment is not a power of two")
)

// Alloc allocates size bytes and returns their address, a multiple of align. A
// size of zero counts as one, so that addresses differ.
func (a *Allocator) Alloc(size, align uint64) (uint64, error) {
	size = max(size, 1)
	if align == 0 || align&(align-1) != 0 {
		return 0, fmt.Errorf("guest: allocate %#x bytes aligned to %#x: %w", size, align, ErrAlignment)
	}
	end := a.ram.Base + a.ram.Size
	addr := alignUp(a.ram.Base, align)
	i := 0
	for ; i < len(a.used); i++ {
		if addr+size <= a.used[i].addr {
			break
		}
		addr = max(addr, alignUp(a.used[i].addr+a.used[i].size, align))
	}
	if addr+size > end || addr+size < addr {
		return 0, fmt.Errorf("guest: allocate %#x bytes aligned to %#x: %w", size, align, ErrNoMemory)
	}
	a.used = slices.Insert(a.used, i, block{addr: addr, size: size})
	a.peak = max(a.peak, addr+size)
	return addr, nil
}

func alignUp(addr, align uint64) uint64 { return (addr + align - 1) &^ (align - 1) }

// Free frees the block at addr, an address from [Allocator.Alloc]. A second
// Free of the same address, or one of an address inside a block, is an error.
func (a *Allocator) Free(addr uint64) error {
	i := slices.IndexFunc(a.used, func(b block) bool { return b.addr == addr && b.what == "" })
	if i < 0 {
		return fmt.Errorf("guest: free %#x: %w", addr, ErrNotGiven)
	}
	a.used = slices.Delete(a.used, i, i+1)
	return nil
}

// Reserve excludes a range of memory from allocation. What names its purpose.
func (a *Allocator) Reserve(addr, size uint64, what string) error {
	i, _ := slices.BinarySearchFunc(a.used, addr, func(b block, addr uint64) int {
		if b.addr+b.size <= addr {
			return -1
		}
		return 1
	})
	if i < len(a.used) && a.used[i].addr < addr+size {
		return fmt.Errorf("guest: reserve %#x-%#x for %s: %w: %v", addr, addr+size, what, ErrOverlap, a.used[i])
	}
	a.used = slices.Insert(a.used, i, block{addr, size, what})
	return nil
}

// Check reports blocks that were allocated and not freed, as an error that
// wraps [ErrLeak]. Reserved ranges do not count.
func (a *Allocator) Check() error {
	var errs []error
	for _, b := range a.used {
		if b.what == "" {
			errs = append(errs, fmt.Errorf("guest: %v: %w", b, ErrLeak))
		}
	}
	return errors.Join(errs...)
}

func (b block) String() string {
	s := fmt.Sprintf("%#x-%#x", b.addr, b.addr+b.size)
	if b.what != "" {
		s += " (" + b.what + ")"
	}
	return s
}

// Peak returns the address behind the highest byte that was ever allocated, the start of
// the memory if none was.
func (a *Allocator) Peak() uint64 { return max(a.peak, a.ram.Base) }

// RAM returns all of the memory that the allocator has, also in use.
func (a *Allocator) RAM() RAM { return a.ram }
