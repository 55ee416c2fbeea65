package aspeedgpio

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// singles checks the registers of the pins, and the levels of inputs and outputs.
func singles(t *run.T, g *aspeedgpio.Single) {
	afterReset := func() {
		eachPin(g, func(n int) { reg.ExpectT(t, g.Regs, pinNamed(n)+" after a reset", aspeedgpio.Pin(n), 0) })
	}
	t.Step("after a reset", afterReset)
	t.Step("written", func() {
		for _, n := range some {
			for bit := aspeedgpio.Control(1); bit&aspeedgpio.Settings != 0; bit <<= 1 {
				reg.KeepsT(t, g.Regs, pinNamed(n), aspeedgpio.Pin(n), bit)
				reg.KeepsT(t, g.Regs, pinNamed(n), aspeedgpio.Pin(n), aspeedgpio.Settings&^bit)
			}
			reg.KeepsT(t, g.Regs, pinNamed(n), aspeedgpio.Pin(n), 0)
		}
	})
	t.Step("read-only", func() {
		for _, n := range some {
			aspeedgpio.Pin(n).WriteT(t, g.Regs, aspeedgpio.InData|aspeedgpio.Pending)
			reg.ExpectT(t, g.Regs, pinNamed(n)+" with its flags written", aspeedgpio.Pin(n), 0)
		}
	})
	t.Step("apart", func() {
		value := func(n int) aspeedgpio.Control {
			return aspeedgpio.Control(n+1) & aspeedgpio.Settings &^ aspeedgpio.Enabled
		}
		eachPin(g, func(n int) { aspeedgpio.Pin(n).WriteT(t, g.Regs, value(n)) })
		eachPin(g, func(n int) { reg.ExpectT(t, g.Regs, pinNamed(n)+" beside the others", aspeedgpio.Pin(n), value(n)) })
	})
	t.Step("reset", func() {
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset()
	})
	t.Step("inputs", func() { singleInputs(t, g) })
	t.Step("levels of outputs", func() { singleOutputs(t, g) })
}

// some are pins of each bank: the first and the last, and neighbours of the gap.
var some = []int{0, 7, 31, 32, 59, 64, 95, 100, 127, 128, 159, 160, 191, 192, 215}

func pinNamed(n int) string { return fmt.Sprintf("pin %d", n) }

// eachPin calls check with the number of each pin that there is.
func eachPin(g *aspeedgpio.Single, check func(n int)) {
	for bank, present := range g.Present() {
		for pin := range aspeedgpio.Pins {
			if present>>pin&1 != 0 {
				check(bank*aspeedgpio.Pins + pin)
			}
		}
	}
}

// singleInputs checks that each pin has the level that it is driven to.
func singleInputs(t *run.T, g *aspeedgpio.Single) {
	for _, levels := range []uint32{0x0f1e_2d3c, 0xf0e1_d2c3, 0} {
		for bank, present := range g.Present() {
			t.Must(g.Drive(t.Context(), bank, levels&present))
		}
		eachPin(g, func(n int) {
			var want aspeedgpio.Control
			if levels>>(n%aspeedgpio.Pins)&1 != 0 {
				want = aspeedgpio.InData
			}
			reg.ExpectT(t, g.Regs, fmt.Sprintf("%s with levels %#x", pinNamed(n), levels), aspeedgpio.Pin(n), want)
		})
	}
}

// singleOutputs checks that an output has its level, also where the level of inputs is read (gpio_aspeed_g7.c,
// gpio_aspeed_g7_port_get_raw).
func singleOutputs(t *run.T, g *aspeedgpio.Single) {
	const high = aspeedgpio.Out | aspeedgpio.OutData
	for _, n := range []int{0, 7, 31} {
		line, err := g.Output(t.Context(), n)
		t.Must(err)
		aspeedgpio.Pin(n).WriteT(t, g.Regs, high)
		reg.ExpectT(t, g.Regs, pinNamed(n)+" high", aspeedgpio.Pin(n), high|aspeedgpio.InData)
		line.ExpectT(t, pinNamed(n)+" high", true)
		aspeedgpio.Pin(n).WriteT(t, g.Regs, aspeedgpio.Out)
		reg.ExpectT(t, g.Regs, pinNamed(n)+" low", aspeedgpio.Pin(n), aspeedgpio.Out)
		line.ExpectT(t, pinNamed(n)+" low", false)
		aspeedgpio.Pin(n).WriteT(t, g.Regs, 0)
	}
}

// singleInterrupts checks by which edges and levels of its pins the part interrupts.
func singleInterrupts(t *run.T, g *aspeedgpio.Single) {
	line, err := g.Interrupt(t.Context(), 0)
	t.Must(err)
	w := single{t, g, line}
	for _, row := range []struct {
		name        string
		trigger     aspeedgpio.Trigger
		rises, fall bool
	}{
		{"falling edge", aspeedgpio.Falling, false, true},
		{"rising edge", aspeedgpio.Rising, true, false},
		{"both edges", aspeedgpio.BothEdges, true, true},
		{"high level", aspeedgpio.High, true, false},
		{"low level", aspeedgpio.Low, false, true},
	} {
		t.Step(row.name, func() {
			for _, n := range some {
				w.trigger(n, row.trigger, row.rises, row.fall)
			}
		})
	}
	t.Step("mask", w.mask)
	t.Step("one line for all pins", w.together)
	t.Step("level is not cleared", w.notCleared)
}

// single is a part with its interrupt watched.
type single struct {
	t    *run.T
	g    *aspeedgpio.Single
	line guest.Line
}

// drive sets a pin, and the others of its bank low.
func (w single) drive(n int, high bool) {
	w.t.Helper()
	var levels uint32
	if high {
		levels = 1 << (n % aspeedgpio.Pins)
	}
	w.t.Must(w.g.Drive(w.t.Context(), n/aspeedgpio.Pins, levels))
}

// state checks the register of a pin, that of its bank's interrupts, and the line.
func (w single) state(n int, when string, want aspeedgpio.Control) {
	w.t.Helper()
	pending := want&aspeedgpio.Pending != 0
	reg.ExpectT(w.t, w.g.Regs, fmt.Sprintf("pin %d %s", n, when), aspeedgpio.Pin(n), want)
	var bit uint32
	if pending {
		bit = 1 << (n % aspeedgpio.Pins)
	}
	reg.ExpectT(w.t, w.g.Regs, fmt.Sprintf("interrupts of the bank of pin %d %s", n, when), aspeedgpio.Statuses(n/aspeedgpio.Pins), bit)
	w.line.ExpectT(w.t, when, pending)
}

// trigger checks after which edge a pin interrupts, and that a written 1 ends the interrupt of an edge, or of a level that has gone.
func (w single) trigger(n int, trigger aspeedgpio.Trigger, rises, falls bool) {
	level := trigger == aspeedgpio.High || trigger == aspeedgpio.Low
	w.drive(n, trigger == aspeedgpio.Low)
	setting := aspeedgpio.On(trigger) | aspeedgpio.Enabled
	register := aspeedgpio.Pin(n)
	register.WriteT(w.t, w.g.Regs, setting|aspeedgpio.Pending)
	order := []bool{true, false}
	if trigger == aspeedgpio.Low {
		order = []bool{false, true}
	}
	for _, high := range order {
		w.drive(n, high)
		want := setting
		if high {
			want |= aspeedgpio.InData
		}
		comes := high && rises || !high && falls
		if comes {
			want |= aspeedgpio.Pending
		}
		if !level || comes {
			w.state(n, fmt.Sprintf("with the level high: %t", high), want)
		}
		if !level || !comes {
			register.WriteT(w.t, w.g.Regs, setting|aspeedgpio.Pending)
			w.state(n, fmt.Sprintf("with the level high: %t, cleared", high), want&^aspeedgpio.Pending)
		}
	}
	register.WriteT(w.t, w.g.Regs, 0)
	w.drive(n, false)
}

// mask checks that a pin whose interrupt is not enabled does not raise the line.
func (w single) mask() {
	aspeedgpio.Pin(9).WriteT(w.t, w.g.Regs, aspeedgpio.On(aspeedgpio.Rising))
	w.drive(9, true)
	reg.ExpectBitsT(w.t, w.g.Regs, "pin 9, high", aspeedgpio.Pin(9), aspeedgpio.InData, aspeedgpio.InData)
	w.line.ExpectT(w.t, "with an edge of a masked pin", false)
	w.drive(9, false)
	aspeedgpio.Pin(9).WriteT(w.t, w.g.Regs, aspeedgpio.Pending)
}

// together checks that the line stays until the last pin is cleared.
func (w single) together() {
	const setting = aspeedgpio.Enabled
	pins := []int{3, 212}
	for _, n := range pins {
		aspeedgpio.Pin(n).WriteT(w.t, w.g.Regs, setting|aspeedgpio.On(aspeedgpio.Rising))
		w.drive(n, true)
	}
	for left, n := range pins {
		w.state(n, "of two pins", setting|aspeedgpio.On(aspeedgpio.Rising)|aspeedgpio.InData|aspeedgpio.Pending)
		aspeedgpio.Pin(n).WriteT(w.t, w.g.Regs, aspeedgpio.Pending)
		reg.ExpectT(w.t, w.g.Regs, pinNamed(n)+" cleared", aspeedgpio.Pin(n), aspeedgpio.InData)
		w.line.ExpectT(w.t, pinNamed(n)+" cleared", left == 0)
		w.drive(n, false)
	}
}

// notCleared checks that a clear does not end the interrupt of a level.
func (w single) notCleared() {
	const setting = aspeedgpio.Enabled
	high := aspeedgpio.On(aspeedgpio.High)
	aspeedgpio.Pin(5).WriteT(w.t, w.g.Regs, setting|high)
	w.drive(5, true)
	w.state(5, "with the level", setting|high|aspeedgpio.InData|aspeedgpio.Pending)
	aspeedgpio.Pin(5).WriteT(w.t, w.g.Regs, setting|high|aspeedgpio.Pending)
	w.state(5, "cleared with the level", setting|high|aspeedgpio.InData|aspeedgpio.Pending)
	w.drive(5, false)
}
