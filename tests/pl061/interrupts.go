package pl061

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
)

// interrupts checks by which edges and levels of its pins the part interrupts (DDI 0190B, section 2.2.3
// "Interrupt detection logic").
func interrupts(t *run.T, g *pl061.GPIO) {
	line, err := g.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, g, line}
	t.Step("rising edge", func() { w.edge(0, pl061.All, true, false) })
	t.Step("falling edge", func() { w.edge(0, 0, false, true) })
	t.Step("both edges", func() { w.edge(pl061.All, 0, true, true) })
	t.Step("both edges before the event", func() { w.edge(pl061.All, pl061.All, true, true) })
	t.Step("high level", func() { w.level(pl061.All) })
	t.Step("low level", func() { w.level(0) })
	t.Step("mask", w.mask)
	t.Step("clear", w.clear)
	t.Step("level is not cleared", w.notCleared)
	t.Step("end of a level", w.ends)
	t.Step("one line for all pins", w.together)
	t.Step("pins apart", w.apart)
}

// watch is a part with its interrupt watched.
type watch struct {
	t    *run.T
	g    *pl061.GPIO
	line guest.Line
}

// state checks the registers of the interrupt, and its line.
func (w watch) state(when string, mask, raw uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.g.Regs, "GPIORIS "+when, pl061.Raw, raw)
	reg.ExpectT(w.t, w.g.Regs, "GPIOMIS "+when, pl061.Masked, raw&mask)
	w.line.ExpectT(w.t, when, raw&mask != 0)
}

// set chooses the edges or levels of all pins, all of them driven low, with no edge pending and each
// interrupt let through.
func (w watch) set(sense, both, event uint32) {
	w.t.Helper()
	pl061.Mask.WriteT(w.t, w.g.Regs, 0)
	drive(w.t, w.g, 0)
	pl061.Sense.WriteT(w.t, w.g.Regs, sense)
	pl061.BothEdges.WriteT(w.t, w.g.Regs, both)
	pl061.Event.WriteT(w.t, w.g.Regs, event)
	pl061.Clear.WriteT(w.t, w.g.Regs, pl061.All)
	pl061.Mask.WriteT(w.t, w.g.Regs, pl061.All)
}

// drive sets the level of a pin.
func (w watch) drive(pin int, high bool) {
	w.t.Helper()
	w.t.Must(w.g.Drive(w.t.Context(), pin, high))
}

// edge checks by which edges each pin interrupts, and that the interrupt stays until it is cleared.
func (w watch) edge(both, event uint32, rises, falls bool) {
	w.set(0, both, event)
	w.state("at first", pl061.All, 0)
	for pin := range pl061.Pins {
		for _, e := range []struct {
			name string
			high bool
			want bool
		}{{"rising", true, rises}, {"falling", false, falls}} {
			var want uint32
			if e.want {
				want = 1 << pin
			}
			when := fmt.Sprintf("after a %s edge of pin %d", e.name, pin)
			w.drive(pin, e.high)
			w.state(when, pl061.All, want)
			w.drive(pin, e.high)
			pl061.Clear.WriteT(w.t, w.g.Regs, 1<<pin)
			w.state(when+", cleared", pl061.All, 0)
		}
	}
}

// level checks that each pin interrupts while it has the level. A clear between the two has no effect on a level.
func (w watch) level(event uint32) {
	w.set(pl061.All, 0, event)
	for pin := range pl061.Pins {
		w.state(fmt.Sprintf("pin %d low", pin), pl061.All, pl061.All&^event)
		w.drive(pin, true)
		pl061.Clear.WriteT(w.t, w.g.Regs, pl061.All)
		w.state(fmt.Sprintf("pin %d high", pin), pl061.All, (1<<pin)^(pl061.All&^event))
		w.drive(pin, false)
		pl061.Clear.WriteT(w.t, w.g.Regs, pl061.All)
	}
	w.set(0, 0, 0)
}

// mask checks that the mask holds back the line and not the raw status.
func (w watch) mask() {
	w.set(0, 0, pl061.All)
	pl061.Mask.WriteT(w.t, w.g.Regs, 0x04)
	w.drive(3, true)
	w.state("masked", 0x04, 0x08)
	pl061.Mask.WriteT(w.t, w.g.Regs, 0x0c)
	w.state("let through later", 0x0c, 0x08)
	pl061.Mask.WriteT(w.t, w.g.Regs, 0x04)
	w.state("masked again", 0x04, 0x08)
	w.drive(2, true)
	w.state("beside one that is let through", 0x04, 0x0c)
}

// clear checks that a written 1 clears the edge of its pin, and nothing else does.
func (w watch) clear() {
	w.set(0, 0, pl061.All)
	for pin := range pl061.Pins {
		w.drive(pin, true)
	}
	w.state("of all pins", pl061.All, pl061.All)
	pl061.Clear.WriteT(w.t, w.g.Regs, 0)
	pl061.Raw.WriteT(w.t, w.g.Regs, 0)
	pl061.Masked.WriteT(w.t, w.g.Regs, 0)
	drive(w.t, w.g, 0)
	w.state("with zeros written", pl061.All, pl061.All)
	left := uint32(pl061.All)
	for pin := range pl061.Pins {
		pl061.Clear.WriteT(w.t, w.g.Regs, 1<<pin)
		left &^= 1 << pin
		w.state(fmt.Sprintf("pin %d cleared", pin), pl061.All, left)
	}
}

// notCleared checks that a clear does not end the interrupt of a level.
func (w watch) notCleared() {
	w.set(pl061.All, 0, pl061.All)
	w.drive(5, true)
	w.state("with the level", pl061.All, 0x20)
	pl061.Clear.WriteT(w.t, w.g.Regs, pl061.All)
	w.state("cleared with the level", pl061.All, 0x20)
}

// ends checks that the interrupt of a level ends with it.
func (w watch) ends() {
	w.set(pl061.All, 0, pl061.All)
	w.drive(5, true)
	w.state("with the level", pl061.All, 0x20)
	w.drive(5, false)
	w.state("without the level", pl061.All, 0)
}

// together checks that the line stays raised until the last pin is cleared.
func (w watch) together() {
	w.set(0, 0, pl061.All)
	w.drive(0, true)
	w.drive(7, true)
	w.state("of two pins", pl061.All, 0x81)
	pl061.Clear.WriteT(w.t, w.g.Regs, 0x80)
	w.state("one cleared", pl061.All, 0x01)
	pl061.Clear.WriteT(w.t, w.g.Regs, 0x01)
	w.state("both cleared", pl061.All, 0)
}

// apart checks that each pin has its own edges and levels: pin 0 falling, 1 rising, 2 both edges, 3 low, 4 high.
// A clear has no effect on the levels.
func (w watch) apart() {
	w.set(0x18, 0x04, 0x12)
	pl061.Mask.WriteT(w.t, w.g.Regs, 0x1f)
	w.state("at first", 0x1f, 0x08)
	for pin := range 5 {
		w.drive(pin, true)
	}
	pl061.Clear.WriteT(w.t, w.g.Regs, 0x08)
	w.state("all high", 0x1f, 0x16)
	pl061.Clear.WriteT(w.t, w.g.Regs, 0x06)
	w.state("edges cleared", 0x1f, 0x10)
	for pin := range 5 {
		w.drive(pin, false)
	}
	pl061.Clear.WriteT(w.t, w.g.Regs, 0x10)
	w.state("all low", 0x1f, 0x0d)
	w.set(0, 0, 0)
}
