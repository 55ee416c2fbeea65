package aspeedsmc_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/board/aspeedsmc"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/qtest"
)

// link records the accesses of a machine whose registers read as they were written.
type link struct {
	guest.Link
	registers map[uint64]uint64
	trace     []string
}

func (l *link) Read(_ context.Context, _ qtest.Width, addr uint64) (uint64, error) {
	return l.registers[addr], nil
}

func (l *link) Write(_ context.Context, _ qtest.Width, addr, value uint64) error {
	l.registers[addr] = value
	l.trace = append(l.trace, fmt.Sprintf("%x=%x", addr, value))
	return nil
}

func (l *link) WriteMemory(_ context.Context, addr uint64, p []byte) error {
	l.trace = append(l.trace, fmt.Sprintf("%x<%x", addr, p))
	return nil
}

func (l *link) ReadMemory(_ context.Context, addr uint64, p []byte) error {
	l.trace = append(l.trace, fmt.Sprintf("%x>%d", addr, len(p)))
	return nil
}

func TestTransfer(t *testing.T) {
	l := &link{registers: map[uint64]uint64{0x1000: 0x10000}}
	m := guest.NewMachine(l, binary.LittleEndian, guest.RAM{})
	chip := aspeedsmc.New(m, aspeedsmc.Part{
		Peripheral: guest.Peripheral{Base: 0x1000},
		Windows:    []aspeedsmc.Window{{Base: 0x20000}, {Base: 0x28000, Segment: 0x0ff00800}},
	}).Chip(1)
	if err := chip.Transfer(t.Context(), []byte{0x9f}, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	if err := chip.Transfer(t.Context(), []byte{6}, nil); err != nil {
		t.Fatal(err)
	}
	if err := chip.Transfer(t.Context(), nil, nil); !errors.Is(err, ssi.ErrEmpty) {
		t.Errorf("empty transfer: %v, want %v", err, ssi.ErrEmpty)
	}
	const want = "1034=ff00800 1000=30008 1014=3 28000<9f 28000>3 1014=7 1014=3 28000<06 1014=7"
	if diff := cmp.Diff(want, strings.Join(l.trace, " ")); diff != "" {
		t.Errorf("accesses (-want +got):\n%s", diff)
	}
}

func TestControl(t *testing.T) {
	if got, want := aspeedsmc.FastReadMode|aspeedsmc.Command(0x0b)|aspeedsmc.Dummies(5), aspeedsmc.Control(0x000b4041); got != want {
		t.Errorf("control of Fast Read with 5 dummies = %#x, want %#x", uint32(got), uint32(want))
	}
}
