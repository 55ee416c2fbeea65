package primecell

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

const (
	// cell is the number of all PrimeCells.
	cell = 0xb105f00d
	// known are the bits of a peripheral's number that its revision and its configuration do not change.
	known = 0x000fffff
)

// PeripheralID returns register n of four that identify the peripheral (PeriphID0 to 3).
func PeripheralID(n int) reg.Reg[uint32] { return reg.Reg[uint32](0xfe0 + 4*n) }

// CellID returns register n of four that identify a PrimeCell (PCellID0 to 3).
func CellID(n int) reg.Reg[uint32] { return reg.Reg[uint32](0xff0 + 4*n) }

// ExpectT fails the test if the registers do not have the number of a peripheral, part number in
// bits 11:0 and designer in bits 19:12, or that of a PrimeCell.
func ExpectT(t testing.TB, s reg.Space, id uint32) {
	t.Helper()
	if got := number(t, s, PeripheralID) & known; got != id {
		t.Errorf("peripheral ID = %#x, want %#x", got, id)
	}
	if got := number(t, s, CellID); got != cell {
		t.Errorf("PrimeCell ID = %#x, want %#x", got, uint32(cell))
	}
}

// number returns the number of which four registers have a byte each.
func number(t testing.TB, s reg.Space, register func(int) reg.Reg[uint32]) uint32 {
	t.Helper()
	var all uint32
	for n := range 4 {
		v := register(n).ReadT(t, s)
		if v > 0xff {
			t.Errorf("the register at %#x = %#x, want a byte", uint64(register(n)), v)
		}
		all |= v << (8 * n)
	}
	return all
}
