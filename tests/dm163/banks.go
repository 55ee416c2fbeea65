package dm163

import (
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/dm163"
)

// chip is a chip with its output watched.
type chip struct {
	t   *run.T
	c   *dm163.Chip
	out guest.Line
}

// bank is a shift register, as SELBK selects it.
type bank struct {
	name string
	high bool
	bits int
}

var (
	bank0 = bank{"bank 0", false, dm163.Bank0}
	bank1 = bank{"bank 1", true, dm163.Bank1}
)

// banks checks the two shift registers by what leaves them again (DM163, sections "Pin Description" and "Serial Data
// Interface").
func banks(t *run.T, c *dm163.Chip) {
	out, err := c.Out(t.Context())
	t.Must(err)
	d := chip{t, c, out}
	t.Step("after power-on", func() {
		d.release()
		d.leaves(bank0, func(int) bool { return false })
		d.leaves(bank1, func(int) bool { return false })
	})
	for _, b := range []bank{bank0, bank1} {
		t.Step(b.name+" shifted", func() {
			d.release()
			d.enters(b, pattern)
			d.leaves(b, pattern)
		})
	}
	t.Step("banks apart", func() {
		d.release()
		d.enters(bank0, pattern)
		d.enters(bank1, func(n int) bool { return !pattern(n) })
		d.leaves(bank0, pattern)
		d.leaves(bank1, func(n int) bool { return !pattern(n) })
	})
	t.Step("latch", d.latch)
	t.Step("edges of the clock", d.edges)
}

// pattern is bit n of a pattern without a short period.
func pattern(n int) bool { return n*n%7 < 3 != (n%5 == 0) }

// set sets the level of a pin.
func (d chip) set(p dm163.Pin, high bool) {
	d.t.Helper()
	d.t.Must(d.c.Set(d.t.Context(), p, high))
}

// shift shifts a bit into the register.
func (d chip) shift(bit bool) {
	d.t.Helper()
	d.t.Must(d.c.Shift(d.t.Context(), bit))
}

// release takes the chip out of its reset, with its outputs held.
func (d chip) release() {
	d.t.Helper()
	d.set(dm163.Latch, true)
	d.set(dm163.Clock, false)
	d.set(dm163.Reset, true)
}

// enters fills the register of a bank.
func (d chip) enters(b bank, bit func(n int) bool) {
	d.t.Helper()
	d.set(dm163.Select, b.high)
	for n := range b.bits {
		d.shift(bit(n))
	}
}

// leaves checks all bits of the register of a bank, which is zero then. The first bit is at SOUT after the clock that filled the
// register or after the next one: both are the last stage of the register, seen before and after its edge.
func (d chip) leaves(b bank, bit func(n int) bool) {
	d.t.Helper()
	d.set(dm163.Select, b.high)
	seen := []bool{d.level()}
	for range b.bits {
		d.shift(false)
		seen = append(seen, d.level())
	}
	var want []bool
	for n := range b.bits {
		want = append(want, bit(n))
	}
	if !slices.Equal(seen[:b.bits], want) && !slices.Equal(seen[1:], want) {
		d.t.Errorf("bits of %s leave as %s, want %s", b.name, digits(seen), digits(want))
	}
}

// level returns the level of SOUT.
func (d chip) level() bool {
	d.t.Helper()
	level, err := d.out.Level(d.t.Context())
	d.t.Must(err)
	return level
}

// digits returns bits as ones and zeros.
func digits(bits []bool) string {
	text := make([]byte, len(bits))
	for n, b := range bits {
		text[n] = '0'
		if b {
			text[n] = '1'
		}
	}
	return string(text)
}

// latch checks that a latch leaves the register as it is.
func (d chip) latch() {
	d.release()
	d.enters(bank1, pattern)
	d.set(dm163.Latch, false)
	d.set(dm163.Latch, true)
	d.leaves(bank1, pattern)
}

// edges checks that data are shifted at the rising edge of the clock, and not at the falling one: the levels at the
// rising edges leave.
func (d chip) edges() {
	d.release()
	d.set(dm163.Select, true)
	for n := range bank1.bits {
		d.set(dm163.Data, pattern(n))
		d.set(dm163.Clock, true)
		d.set(dm163.Data, !pattern(n))
		d.set(dm163.Clock, false)
	}
	d.leaves(bank1, pattern)
}
