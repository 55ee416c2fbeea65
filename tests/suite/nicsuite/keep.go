package nicsuite

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Kept is a register whose bits in mask keep what software writes.
type Kept struct {
	name string
	reg  reg.Reg[uint32]
	mask uint32
	rest bool // the other bits read as 0
}

// Keeps returns a register whose bits in mask keep what software writes.
func Keeps[V ~uint32](name string, r reg.Reg[V], mask V) Kept {
	return Kept{name: name, reg: reg.Reg[uint32](r), mask: uint32(mask)}
}

// Tables returns the tables that the whole family has: multicasts, VLANs, the redirection
// table and the RSS key. The bits of an entry of the redirection table are in the mask.
func Tables(entry uint8) (kept []Kept) {
	const perByte = 0x01010101
	for _, table := range []struct {
		name  string
		words int
		reg   func(int) reg.Reg[uint32]
		mask  uint32
	}{
		{"MTA", 128, intelnic.MTA, ^uint32(0)},
		{"VFTA", 128, intelnic.VFTA, ^uint32(0)},
		{"RETA", intelnic.RETASize / 4, intelnic.RETA, perByte * uint32(entry)},
		{"RSSRK", len(intelnic.RSSKey{}) / 4, intelnic.RSSRK, ^uint32(0)},
	} {
		for n := range table.words {
			kept = append(kept, Keeps(fmt.Sprintf("%s %d", table.name, n), table.reg(n), table.mask))
		}
	}
	return kept
}

// Ring returns the registers of a queue, whose ring begins at a multiple of align bytes, and
// has a multiple of 128 bytes. Head belongs to the controller.
func Ring(name string, block intelnic.Block, align uint32) []Kept {
	length := Keeps(name+" LEN", block.LEN(), 0xfff80)
	length.rest = true
	return []Kept{
		Keeps(name+" BAL", block.BAL(), -align),
		Keeps(name+" BAH", block.BAH(), ^uint32(0)),
		length,
		Keeps(name+" tail", block.Tail(), 0xffff),
	}
}

// KeepWritten writes a value to each register, another one than to all others, and then its
// opposite, and checks that each register holds its own. It finds registers and bits that
// do not exist, and registers that are one. The controller must have been reset. It gets the
// values back that it had, as not every QEMU's reset restores them.
func KeepWritten(t testing.TB, c *intelnic.Controller, kept []Kept) {
	t.Helper()
	for _, k := range kept {
		before := k.reg.ReadT(t, c.Regs)
		defer k.reg.WriteT(t, c.Regs, before)
	}
	for _, flip := range []uint32{0, ^uint32(0)} {
		value := func(i int) uint32 { return (uint32(i+1)*0x9e3779b1 ^ flip) & kept[i].mask } // the multiplier spreads the bits
		for i, k := range kept {
			k.reg.WriteT(t, c.Regs, value(i))
		}
		for i, k := range kept {
			mask := k.mask
			if k.rest {
				mask = ^uint32(0)
			}
			if got := k.reg.ReadT(t, c.Regs) & mask; got != value(i) {
				t.Errorf("%s = %#x under mask %#x, want %#x as written", k.name, got, mask, value(i))
			}
		}
	}
}
