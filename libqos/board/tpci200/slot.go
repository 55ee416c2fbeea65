package tpci200

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ipack"
	"github.com/qgraph/qgraph/qtest"
)

// Slot is a slot of the board. It is an [ipack.Slot].
type Slot struct {
	board *Board
	n     int
}

// Offsets of a slot's spaces (the manual, section 5.2 "IP Interface I/O, ID, INT
// Space").
const (
	slotStride = 0x100
	slotIO     = 0x00
	slotID     = 0x80
)

// Board returns the slot's carrier.
func (s *Slot) Board() *Board { return s.board }

// Machine returns the carrier's machine.
func (s *Slot) Machine() *guest.Machine { return s.board.PCI.Bus().Machine() }

// IO returns the module's I/O space.
func (s *Slot) IO() reg.Space { return s.space(slotIO) }

// ID returns the module's ID space.
func (s *Slot) ID() reg.Space { return s.space(slotID) }

func (s *Slot) space(offset int) reg.Space {
	return part{s.board.modules, uint64(s.n*slotStride + offset)}
}

// EnableRequests lets interrupt request line 0 or 1 through to INTA#,
// level-sensitive.
func (s *Slot) EnableRequests(ctx context.Context, line int) error {
	if err := Control(s.n).Modify(ctx, s.board.Regs, Int0Edge<<line, Int0Enable<<line); err != nil {
		return fmt.Errorf("tpci200: enable requests: %w", err)
	}
	return nil
}

// DisableRequests undoes [Slot.EnableRequests].
func (s *Slot) DisableRequests(ctx context.Context, line int) error {
	if err := Control(s.n).Modify(ctx, s.board.Regs, Int0Enable<<line, 0); err != nil {
		return fmt.Errorf("tpci200: disable requests: %w", err)
	}
	return nil
}

// Requests returns the interrupt request lines that the module asserts, 0 and 1. It is an error
// if the board reports anything else: a request of an empty slot, an error or a time-out.
func (s *Slot) Requests(ctx context.Context) ([]int, error) {
	v, err := Status.Read(ctx, s.board.Regs)
	if err != nil {
		return nil, fmt.Errorf("tpci200: requests: %w", err)
	}
	var lines []int
	for line := range 2 {
		bit := uint16(1) << (2*s.n + line)
		if v&bit != 0 {
			lines = append(lines, line)
		}
		v &^= bit
	}
	if v != 0 {
		return nil, fmt.Errorf("tpci200: requests: got status bits %#x, want none but those of slot %d", v, s.n)
	}
	return lines, nil
}

// Interrupt returns the interrupt line of the board's INTA#.
func (s *Slot) Interrupt(ctx context.Context) (guest.Line, error) { return s.board.PCI.INTx(ctx) }

// Slot implements the interface of modules.
var _ ipack.Slot = (*Slot)(nil)

// part is a space that begins at an offset in another.
type part struct {
	space reg.Space
	base  uint64
}

func (p part) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	return p.space.Load(ctx, w, p.base+offset)
}

func (p part) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	return p.space.Store(ctx, w, p.base+offset, value)
}
