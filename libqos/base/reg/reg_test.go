package reg_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// status is a register type with a reserved bit.
type status uint16

const (
	ready status = 1 << 0
	busy  status = 1 << 1
	// bits 13:2 are reserved
	mode status = 3 << 14
)

func (s status) String() string {
	return reg.Format(s, []reg.Bit[status]{{ready, "READY"}, {busy, "BUSY"}, {mode, "MODE"}})
}

func TestFormat(t *testing.T) {
	for v, want := range map[status]string{
		0:            "0x0",
		ready:        "READY",
		ready | busy: "READY|BUSY",
		1 << 14:      "0x4000", // half of MODE is not MODE
		ready | 0x30: "READY|0x30",
		^status(0):   "READY|BUSY|MODE|0x3ffc",
	} {
		if got := v.String(); got != want {
			t.Errorf("status(%#x).String() = %q, want %q", uint16(v), got, want)
		}
	}
}

// access is one call of a Space.
type access struct {
	Store  bool
	Width  qtest.Width
	Offset uint64
	Value  uint64
}

// spy is a Space that records accesses and answers with value or err.
type spy struct {
	value uint64
	err   error
	seen  []access
}

func (s *spy) Load(_ context.Context, w qtest.Width, offset uint64) (uint64, error) {
	s.seen = append(s.seen, access{false, w, offset, s.value})
	return s.value, s.err
}

func (s *spy) Store(_ context.Context, w qtest.Width, offset, value uint64) error {
	s.seen = append(s.seen, access{true, w, offset, value})
	return s.err
}

func TestAccessWidth(t *testing.T) {
	const (
		b reg.Reg[uint8]  = 1
		w reg.Reg[status] = 2
		l reg.Reg[uint32] = 4
		q reg.Reg[uint64] = 8
	)
	s := &spy{value: 0x81}
	b.ReadT(t, s)
	w.WriteT(t, s, busy)
	l.ReadT(t, s)
	q.WriteT(t, s, 1<<40)
	want := []access{
		{false, 1, 1, 0x81},
		{true, 2, 2, 2},
		{false, 4, 4, 0x81},
		{true, 8, 8, 1 << 40},
	}
	if diff := cmp.Diff(want, s.seen); diff != "" {
		t.Errorf("accesses mismatch (-want +got):\n%s", diff)
	}
}

func TestModify(t *testing.T) {
	const r reg.Reg[status] = 6
	s := &spy{value: uint64(ready | mode)}
	if err := r.Modify(t.Context(), s, mode, busy); err != nil {
		t.Fatal(err)
	}
	want := []access{
		{false, 2, 6, uint64(ready | mode)},
		{true, 2, 6, uint64(ready | busy)},
	}
	if err := r.Modify(t.Context(), s, mode, mode&^(mode-1)); err != nil { // a field gets another value
		t.Fatal(err)
	}
	want = append(want, access{false, 2, 6, uint64(ready | mode)}, access{true, 2, 6, uint64(ready | mode&^(mode-1))})
	if diff := cmp.Diff(want, s.seen); diff != "" {
		t.Errorf("accesses mismatch (-want +got):\n%s", diff)
	}
}

func TestErrors(t *testing.T) {
	const r reg.Reg[uint32] = 0x10
	broken := errors.New("no more QEMU")
	s := &spy{err: broken}
	_, readErr := r.Read(t.Context(), s)
	for what, err := range map[string]error{
		"read 4 bytes at 0x10":         readErr,
		"write 0x5 to 4 bytes at 0x10": r.Write(t.Context(), s, 5),
	} {
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), what) {
			t.Errorf("error %q, want one that contains %q and wraps its cause", err, what)
		}
	}
	if err := r.Modify(t.Context(), s, 1, 2); !errors.Is(err, broken) {
		t.Errorf("Modify: error %v, want one that wraps its cause", err)
	}
}
