package npcmgpio

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/npcmgpio"
)

// events checks the inputs, and by which edges and levels of them the bank interrupts.
func events(t *run.T, b *npcmgpio.Bank) {
	line, err := b.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, b, line}
	npcmgpio.InputOn.WriteT(t, b.Regs, all)
	t.Step("pulled", w.pulled) // no pin has been driven yet
	t.Step("inputs", w.inputs)
	t.Step("polarity", w.polarity)
	t.Step("not let in", w.notLetIn)
	t.Step("rising edge", func() { w.edge(0, 0, true, false) })
	t.Step("falling edge", func() { w.edge(0, all, false, true) })
	t.Step("both edges", func() { w.edge(all, 0, true, true) })
	t.Step("high level", func() { w.level(0) })
	t.Step("low level", func() { w.level(all) })
	t.Step("not enabled", w.notEnabled)
	t.Step("clear", w.clear)
	t.Step("pins apart", w.apart)
	t.Step("reset", w.reset)
}

// watch is a bank with its interrupt watched.
type watch struct {
	t    *run.T
	b    *npcmgpio.Bank
	line guest.Line
}

// drive sets the level of a pin.
func (w watch) drive(pin int, high bool) {
	w.t.Helper()
	w.t.Must(w.b.Drive(w.t.Context(), pin, high))
}

// driveAll sets the levels of all pins.
func (w watch) driveAll(levels uint32) {
	w.t.Helper()
	for pin := range npcmgpio.Pins {
		w.drive(pin, levels>>pin&1 != 0)
	}
}

// state checks the events, and the line with those that are enabled.
func (w watch) state(when string, enabled, want uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.b.Regs, "EVST "+when, npcmgpio.Status, want)
	w.line.ExpectT(w.t, when, want&enabled != 0)
}

// set chooses the edges or levels of all pins, all of them driven low, with no event pending and each enabled.
func (w watch) set(edge, both, polarity uint32) {
	w.t.Helper()
	npcmgpio.Events.WriteT(w.t, w.b.Regs, 0)
	w.driveAll(0)
	npcmgpio.InputOn.WriteT(w.t, w.b.Regs, all)
	npcmgpio.Edge.WriteT(w.t, w.b.Regs, edge)
	npcmgpio.BothEdges.WriteT(w.t, w.b.Regs, both)
	npcmgpio.Polarity.WriteT(w.t, w.b.Regs, polarity)
	npcmgpio.Status.WriteT(w.t, w.b.Regs, all)
	npcmgpio.EventsSet.WriteT(w.t, w.b.Regs, all)
}

// pulled checks that a pin that nobody drives is at the level to which it is pulled.
func (w watch) pulled() {
	for _, up := range append(patterns, 0, all) {
		npcmgpio.PullUp.WriteT(w.t, w.b.Regs, up)
		npcmgpio.PullDown.WriteT(w.t, w.b.Regs, ^up)
		reg.ExpectT(w.t, w.b.Regs, "DIN of pins that are pulled", npcmgpio.Input, up)
	}
	npcmgpio.PullDown.WriteT(w.t, w.b.Regs, 0)
	reg.ExpectT(w.t, w.b.Regs, "DIN of pins that are pulled up", npcmgpio.Input, all)
	npcmgpio.PullUp.WriteT(w.t, w.b.Regs, 0)
}

// inputs checks that each pin reads as it is driven, also against a pull.
func (w watch) inputs() {
	for _, up := range []uint32{0, all} {
		npcmgpio.PullUp.WriteT(w.t, w.b.Regs, up)
		w.driveAll(0)
		for pin := range npcmgpio.Pins {
			w.drive(pin, true)
			reg.ExpectT(w.t, w.b.Regs, fmt.Sprintf("DIN with pin %d driven", pin), npcmgpio.Input, 1<<pin)
			w.drive(pin, false)
		}
	}
	npcmgpio.PullUp.WriteT(w.t, w.b.Regs, 0)
}

// polarity checks that POL inverts inputs.
func (w watch) polarity() {
	const levels = 0xa3c5_0f96
	w.driveAll(levels)
	for _, v := range append(patterns, 0) {
		npcmgpio.Polarity.WriteT(w.t, w.b.Regs, v)
		reg.ExpectT(w.t, w.b.Regs, "DIN with some pins inverted", npcmgpio.Input, levels^v)
	}
}

// notLetIn checks that a pin that IEM does not let in reads as 0, and has no event.
func (w watch) notLetIn() {
	w.set(all, all, 0)
	npcmgpio.InputOn.WriteT(w.t, w.b.Regs, 0x0000_ffff)
	w.driveAll(all)
	reg.ExpectT(w.t, w.b.Regs, "DIN with half of the pins let in", npcmgpio.Input, 0x0000_ffff)
	w.state("with half of the pins let in", all, 0x0000_ffff)
}

// edge checks by which edges each pin has an event, and that it stays until it is cleared.
func (w watch) edge(both, polarity uint32, rises, falls bool) {
	w.set(all, both, polarity)
	w.state("at first", all, 0)
	for pin := range npcmgpio.Pins {
		for _, e := range []struct {
			name       string
			high, want bool
		}{{"rising", true, rises}, {"falling", false, falls}} {
			var want uint32
			if e.want {
				want = 1 << pin
			}
			when := fmt.Sprintf("after a %s edge of pin %d", e.name, pin)
			w.drive(pin, e.high)
			w.state(when, all, want)
			npcmgpio.Status.WriteT(w.t, w.b.Regs, want)
			w.state(when+", cleared", all, 0)
		}
	}
}

// level checks that each pin has an event while it is at the level, which a clear does not end.
func (w watch) level(polarity uint32) {
	w.set(0, 0, polarity)
	for pin := range npcmgpio.Pins {
		for _, high := range []bool{true, false} {
			w.drive(pin, high)
			npcmgpio.Status.WriteT(w.t, w.b.Regs, all)
			want := polarity
			if high {
				want ^= 1 << pin
			}
			w.state(fmt.Sprintf("pin %d high: %t", pin, high), all, want)
		}
	}
}

// notEnabled checks that EVEN holds back the line and not the event.
func (w watch) notEnabled() {
	w.set(all, 0, 0)
	npcmgpio.EventsOff.WriteT(w.t, w.b.Regs, 1<<9)
	w.drive(9, true)
	w.state("not enabled", all&^(1<<9), 1<<9)
	npcmgpio.EventsSet.WriteT(w.t, w.b.Regs, 1<<9)
	w.state("enabled later", all, 1<<9)
	npcmgpio.Events.WriteT(w.t, w.b.Regs, 1<<8)
	w.state("with another enabled", 1<<8, 1<<9)
	w.drive(8, true)
	w.state("beside one that is enabled", 1<<8, 3<<8)
}

// clear checks that a written 1 clears the event of its pin, and nothing else does.
func (w watch) clear() {
	w.set(all, 0, 0)
	w.driveAll(all)
	w.state("of all pins", all, all)
	npcmgpio.Status.WriteT(w.t, w.b.Regs, 0)
	w.driveAll(0)
	w.state("with zeros written", all, all)
	left := all
	for pin := range npcmgpio.Pins {
		left &^= 1 << pin
		npcmgpio.Status.WriteT(w.t, w.b.Regs, 1<<pin)
		w.state(fmt.Sprintf("pin %d cleared", pin), all, left)
	}
}

// apart checks that each pin has its own edges and levels: pin 0 rising, 1 falling, 2 both, 3 high, 4 low.
func (w watch) apart() {
	w.set(0x07, 0x04, 0x12)
	npcmgpio.Events.WriteT(w.t, w.b.Regs, 0x1f)
	w.state("at first", 0x1f, 0x10)
	for pin := range 5 {
		w.drive(pin, true)
	}
	npcmgpio.Status.WriteT(w.t, w.b.Regs, 0x10)
	w.state("all high", 0x1f, 0x0d)
	npcmgpio.Status.WriteT(w.t, w.b.Regs, 0x05)
	for pin := range 5 {
		w.drive(pin, false)
	}
	npcmgpio.Status.WriteT(w.t, w.b.Regs, 0x08)
	w.state("all low", 0x1f, 0x16)
}

// reset checks that a reset ends the interrupt.
func (w watch) reset() {
	w.set(all, 0, 0)
	w.drive(0, true)
	w.state("before the reset", all, 1)
	w.t.Must(w.t.QEMU().SystemReset(w.t.Context()))
	w.state("after the reset", all, 0)
}
