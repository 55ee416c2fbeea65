package guest_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

var ram = guest.RAM{Base: 0x100000, Size: 0x10000}

func alloc(t *testing.T, a *guest.Allocator, size, align uint64) uint64 {
	t.Helper()
	addr, err := a.Alloc(size, align)
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

func TestAllocatorFirstFit(t *testing.T) {
	a := guest.NewAllocator(ram)
	first := alloc(t, a, 0x100, 1)
	second := alloc(t, a, 0x100, 0x1000)
	if first != 0x100000 || second != 0x101000 {
		t.Errorf("addresses %#x and %#x, want 0x100000 and 0x101000", first, second)
	}
	if got := alloc(t, a, 0x10, 16); got != 0x100100 {
		t.Errorf("got %#x, want the gap at 0x100100", got)
	}
	if err := a.Free(first); err != nil {
		t.Fatal(err)
	}
	if got := alloc(t, a, 0x100, 1); got != first {
		t.Errorf("got %#x, want the freed block at %#x", got, first)
	}
}

func TestAllocatorErrors(t *testing.T) {
	a := guest.NewAllocator(ram)
	addr := alloc(t, a, 0x1000, 0x1000)
	if err := a.Reserve(0x102000, 0x1000, "the frame buffer"); err != nil {
		t.Fatal(err)
	}
	_, tooMuch := a.Alloc(ram.Size, 1)
	_, wraps := a.Alloc(^uint64(0), 1)
	_, alignment := a.Alloc(1, 3)
	overlap := a.Reserve(0x102fff, 2, "something else")
	if err := a.Free(addr); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ err, want error }{
		"more than the RAM":   {tooMuch, guest.ErrNoMemory},
		"more than addresses": {wraps, guest.ErrNoMemory},
		"alignment":           {alignment, guest.ErrAlignment},
		"overlap":             {overlap, guest.ErrOverlap},
		"freed twice":         {a.Free(addr), guest.ErrNotGiven},
		"inside a block":      {a.Free(addr + 1), guest.ErrNotGiven},
		"reserved":            {a.Free(0x102000), guest.ErrNotGiven},
	} {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("%s: error %v, want %v", name, tc.err, tc.want)
		}
	}
	if !strings.Contains(overlap.Error(), "the frame buffer") {
		t.Errorf("error %q does not name the reserved range", overlap)
	}
}

func TestAllocatorLeaks(t *testing.T) {
	a := guest.NewAllocator(ram)
	if err := a.Reserve(ram.Base, 0x1000, "firmware"); err != nil {
		t.Fatal(err)
	}
	if err := a.Check(); err != nil {
		t.Errorf("Check without allocated blocks = %v, want nil", err)
	}
	alloc(t, a, 0x40, 1)
	err := a.Check()
	if !errors.Is(err, guest.ErrLeak) || !strings.Contains(err.Error(), "0x101000-0x101040") {
		t.Errorf("error %v, want a leak of 0x101000-0x101040", err)
	}
}

// TestAllocatorRandom compares the allocated blocks with a map of every byte.
func TestAllocatorRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	a := guest.NewAllocator(ram)
	owner := map[uint64]uint64{} // byte → start of its block
	size := map[uint64]uint64{}
	for range 2000 {
		if r.IntN(3) == 0 {
			for addr, n := range size {
				if err := a.Free(addr); err != nil {
					t.Fatal(err)
				}
				for b := addr; b < addr+n; b++ {
					delete(owner, b)
				}
				delete(size, addr)
				break
			}
			continue
		}
		n, align := 1+r.Uint64N(600), uint64(1)<<r.IntN(12)
		addr, err := a.Alloc(n, align)
		if errors.Is(err, guest.ErrNoMemory) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if addr%align != 0 || addr < ram.Base || addr+n > ram.Base+ram.Size {
			t.Fatalf("Alloc(%#x, %#x) = %#x: not aligned, or not in RAM", n, align, addr)
		}
		for b := addr; b < addr+n; b++ {
			if start, taken := owner[b]; taken {
				t.Fatalf("Alloc(%#x, %#x) = %#x overlaps the block at %#x", n, align, addr, start)
			}
			owner[b] = addr
		}
		size[addr] = n
	}
}
