package aspeedgpio

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// interrupts checks by which edges and levels of its pins the part interrupts.
func interrupts(t *run.T, g *aspeedgpio.GPIO) {
	line, err := g.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, g, line}
	t.Step("falling edge", func() { w.edges(aspeedgpio.Falling, false, true) })
	t.Step("rising edge", func() { w.edges(aspeedgpio.Rising, true, false) })
	t.Step("both edges", func() { w.edges(aspeedgpio.BothEdges, true, true) })
	t.Step("high level", func() { w.level(aspeedgpio.High, true) })
	t.Step("low level", func() { w.level(aspeedgpio.Low, false) })
	t.Step("mask", w.mask)
	t.Step("cleared one by one", w.cleared)
	t.Step("one line for all banks", w.together)
	t.Step("pins apart", w.apart)
	t.Step("level is not cleared", w.notCleared)
	t.Step("level at first", w.levelAtFirst)
}

// watch is a part with its interrupt watched.
type watch struct {
	t    *run.T
	g    *aspeedgpio.GPIO
	line guest.Line
}

// state checks the status of a bank, and the line.
func (w watch) state(b *aspeedgpio.Bank, when string, status uint32, raised bool) {
	w.t.Helper()
	reg.ExpectT(w.t, w.g.Regs, named(b.Number, "int_status")+" "+when, b.Status, status)
	w.line.ExpectT(w.t, named(b.Number, when), raised)
}

// set gives all pins of a bank a trigger, with interrupts enabled for some, nothing pending, and the pins at a level.
func (w watch) set(b *aspeedgpio.Bank, trigger aspeedgpio.Trigger, enabled uint32, levels uint32) {
	w.t.Helper()
	b.Enable.WriteT(w.t, w.g.Regs, 0)
	w.drive(b, levels)
	for n, r := range b.Type {
		var bits uint32
		if trigger>>n&1 != 0 {
			bits = b.Input
		}
		r.WriteT(w.t, w.g.Regs, bits)
	}
	b.Status.WriteT(w.t, w.g.Regs, b.Input)
	b.Enable.WriteT(w.t, w.g.Regs, enabled)
}

func (w watch) drive(b *aspeedgpio.Bank, levels uint32) {
	w.t.Helper()
	w.t.Must(w.g.Drive(w.t.Context(), b, levels&b.Input))
}

// tried are the pins of a bank that are driven: the first and the last of a group and some between.
func tried(b *aspeedgpio.Bank) []uint32 {
	var some []uint32
	for _, pin := range []int{0, 3, 7, 8, 18, 31} {
		if b.Input>>pin&1 != 0 {
			some = append(some, 1<<pin)
		}
	}
	return some
}

// edges checks by which edges a pin interrupts, and that the interrupt stays until it is cleared.
func (w watch) edges(trigger aspeedgpio.Trigger, rises, falls bool) {
	eachBank(w.g, func(b *aspeedgpio.Bank) {
		w.set(b, trigger, b.Input, 0)
		w.state(b, "at first", 0, false)
		for _, pin := range tried(b) {
			for _, e := range []struct {
				name   string
				levels uint32
				comes  bool
			}{{"rising", pin, rises}, {"falling", 0, falls}} {
				w.drive(b, e.levels)
				when := fmt.Sprintf("after a %s edge of pin %#x", e.name, pin)
				var want uint32
				if e.comes {
					want = pin
				}
				w.state(b, when, want, e.comes)
				b.Status.WriteT(w.t, w.g.Regs, pin)
				w.state(b, when+", cleared", 0, false)
			}
		}
		b.Enable.WriteT(w.t, w.g.Regs, 0)
	})
}

// level checks that a pin interrupts once it has the level, and that a clear after the level ends it.
func (w watch) level(trigger aspeedgpio.Trigger, high bool) {
	other := func(pin uint32) uint32 {
		if high {
			return 0
		}
		return pin
	}
	eachBank(w.g, func(b *aspeedgpio.Bank) {
		for _, pin := range tried(b) {
			w.set(b, trigger, pin, other(pin))
			w.state(b, "with the other level", 0, false)
			w.drive(b, pin^other(pin))
			w.state(b, fmt.Sprintf("with the level at pin %#x", pin), pin, true)
			w.drive(b, other(pin))
			b.Status.WriteT(w.t, w.g.Regs, pin)
			w.state(b, "cleared after the level", 0, false)
		}
		b.Enable.WriteT(w.t, w.g.Regs, 0)
	})
}

// mask checks that a pin whose interrupt is not enabled does not raise the line.
func (w watch) mask() {
	b := &w.g.Banks[0]
	w.set(b, aspeedgpio.Rising, 0x04, 0)
	w.drive(b, 0x08)
	reg.ExpectT(w.t, w.g.Regs, "data with a masked pin high", b.Data, 0x08)
	w.line.ExpectT(w.t, "with an edge of a masked pin", false)
	w.drive(b, 0x0c)
	reg.ExpectBitsT(w.t, w.g.Regs, "int_status beside a masked pin", b.Status, 0x04, 0x04)
	w.line.ExpectT(w.t, "with an edge of a pin beside it", true)
	w.set(b, aspeedgpio.Rising, 0, 0)
}

// cleared checks that a written 1 clears its pin, and a 0 does not.
func (w watch) cleared() {
	b := &w.g.Banks[0]
	const all = 0x8000_0181
	w.set(b, aspeedgpio.Rising, all, 0)
	w.drive(b, all)
	w.state(b, "with three pins", all, true)
	b.Status.WriteT(w.t, w.g.Regs, 0)
	w.state(b, "with zeros written", all, true)
	left := uint32(all)
	for _, pin := range []uint32{0x80, 0x8000_0000, 0x01, 0x100} {
		b.Status.WriteT(w.t, w.g.Regs, pin)
		left &^= pin
		w.state(b, fmt.Sprintf("with %#x cleared", pin), left, left != 0)
	}
	w.set(b, aspeedgpio.Rising, 0, 0)
}

// together checks that the line stays until the last bank is cleared.
func (w watch) together() {
	first, last := &w.g.Banks[0], &w.g.Banks[len(w.g.Banks)-1]
	for _, b := range []*aspeedgpio.Bank{first, last} {
		w.set(b, aspeedgpio.Rising, 0x02, 0)
		w.drive(b, 0x02)
	}
	w.state(first, "of two banks", 0x02, true)
	last.Status.WriteT(w.t, w.g.Regs, 0x02)
	w.state(last, "cleared", 0, true)
	first.Status.WriteT(w.t, w.g.Regs, 0x02)
	w.state(first, "cleared, too", 0, false)
	for _, b := range []*aspeedgpio.Bank{first, last} {
		w.set(b, aspeedgpio.Rising, 0, 0)
	}
}

// apart checks that each pin has its own trigger: 0 falling, 1 rising, 2 low, 3 high, 4 both edges.
func (w watch) apart() {
	b := &w.g.Banks[0]
	w.set(b, aspeedgpio.Falling, 0, 0x04)
	for n, r := range b.Type {
		var bits uint32
		for pin, trigger := range []aspeedgpio.Trigger{
			aspeedgpio.Falling, aspeedgpio.Rising, aspeedgpio.Low, aspeedgpio.High, aspeedgpio.BothEdges,
		} {
			bits |= uint32(trigger) >> n & 1 << pin
		}
		r.WriteT(w.t, w.g.Regs, bits)
	}
	b.Status.WriteT(w.t, w.g.Regs, b.Input)
	b.Enable.WriteT(w.t, w.g.Regs, 0x1f)
	w.state(b, "at first", 0, false)
	w.drive(b, 0x1f)
	w.state(b, "all high", 0x1a, true)
	w.drive(b, 0x17) // pin 3 low, so that it can be cleared
	b.Status.WriteT(w.t, w.g.Regs, 0x1f)
	w.state(b, "cleared", 0, false)
	w.drive(b, 0)
	w.state(b, "all low", 0x15, true)
	w.set(b, aspeedgpio.Rising, 0, 0)
}

// notCleared checks that a clear does not end the interrupt of a level.
func (w watch) notCleared() {
	b := &w.g.Banks[0]
	w.set(b, aspeedgpio.High, 0x20, 0)
	w.drive(b, 0x20)
	w.state(b, "with the level", 0x20, true)
	b.Status.WriteT(w.t, w.g.Regs, 0x20)
	w.state(b, "cleared with the level", 0x20, true)
	w.set(b, aspeedgpio.Rising, 0, 0)
}

// levelAtFirst checks that a level interrupts that was there before it was enabled.
func (w watch) levelAtFirst() {
	b := &w.g.Banks[0]
	w.set(b, aspeedgpio.High, 0, 0x40)
	b.Enable.WriteT(w.t, w.g.Regs, 0x40)
	w.state(b, "enabled with the level", 0x40, true)
	w.set(b, aspeedgpio.Rising, 0, 0)
}
