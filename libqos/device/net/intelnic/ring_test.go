package intelnic_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

const block intelnic.Block = 0x3800

func newRing(t *testing.T, c *intelnic.Controller, size int) *intelnic.Ring {
	t.Helper()
	r, err := intelnic.NewRing(t.Context(), c, block, size)
	must(t, err)
	t.Cleanup(func() { must(t, r.Close()) })
	return r
}

func TestNewRingRegisters(t *testing.T) {
	c, memory := newController(t)
	for _, offset := range []uint64{0x3804, 0x3810, 0x3818} {
		must(t, c.Machine.WriteMemory(t.Context(), registers+offset, []byte{1, 2, 3, 4}))
	}
	newRing(t, c, 16)
	got := map[string]uint32{}
	for name, offset := range map[string]uint64{"BAL": 0x3800, "BAH": 0x3804, "LEN": 0x3808, "head": 0x3810, "tail": 0x3818} {
		got[name] = register(memory, offset)
	}
	want := map[string]uint32{"BAL": 1 << 20, "BAH": 0, "LEN": 256, "head": 0, "tail": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registers mismatch (-want +got):\n%s", diff)
	}
}

func TestNewRingSize(t *testing.T) {
	c, _ := newController(t)
	for _, size := range []int{-8, 0, 4, 12, 4104} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			if _, err := intelnic.NewRing(t.Context(), c, block, size); !errors.Is(err, intelnic.ErrRingSize) {
				t.Errorf("NewRing(%d) = %v, want %v", size, err, intelnic.ErrRingSize)
			}
		})
	}
}

// A ring of eight takes seven descriptors, refuses the eighth, and wraps
// around.
func TestRingWraps(t *testing.T) {
	c, memory := newController(t)
	r := newRing(t, c, 8)
	next := 0
	for round := range 5 {
		for n := range 7 {
			i, err := r.Push(intelnic.Descriptor{byte(round), byte(n)})
			must(t, err)
			if i != next {
				t.Fatalf("round %d: descriptor %d has index %d, want %d", round, n, i, next)
			}
			next = (next + 1) % 8
		}
		if _, err := r.Push(intelnic.Descriptor{}); !errors.Is(err, intelnic.ErrRingFull) {
			t.Fatalf("eighth descriptor: %v, want %v", err, intelnic.ErrRingFull)
		}
		must(t, r.Kick(t.Context()))
		if got := register(memory, 0x3818); got != uint32(next) {
			t.Errorf("round %d: tail = %d, want %d", round, got, next)
		}
		for n := range 7 {
			d, err := r.Read(t.Context(), r.Oldest())
			must(t, err)
			if want := (intelnic.Descriptor{byte(round), byte(n)}); d != want {
				t.Errorf("round %d: descriptor %d = % x, want % x", round, n, d, want)
			}
			r.Pop()
		}
		if r.Used() != 0 || r.Free() != 7 {
			t.Errorf("round %d: %d used, %d free, want 0 and 7", round, r.Used(), r.Free())
		}
	}
}
