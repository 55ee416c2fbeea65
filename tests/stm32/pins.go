package stm32

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// port is a port with its pins watched.
type port struct {
	t    *run.T
	g    *stm32.GPIO
	pins []guest.Line
}

// pins checks the levels of the pins in each mode, against IDR and where they leave the part (RM0351, section "GPIO
// functional description").
func pins(t *run.T, g *stm32.GPIO) {
	p := port{t: t, g: g}
	for pin := range g.Pins() {
		line, err := g.Pin(t.Context(), pin)
		t.Must(err)
		p.pins = append(p.pins, line)
	}
	t.Step("output", func() { p.output(0) })
	t.Step("output with resistors", func() { p.output(stm32.PullDown); p.output(stm32.PullUp) })
	t.Step("open drain", p.openDrain)
	t.Step("input with resistors", p.resistors)
	t.Step("input", p.input)
	t.Step("open drain driven low", func() { p.openDrainDriven(0) })
	t.Step("open drain driven high", func() { p.openDrainDriven(g.All()) })
	t.Step("analog", p.analog)
	t.Step("modes apart", p.apart)
	t.Step("output data in other modes", p.later)
}

// setUp gives all pins the same configuration, with nothing driven from outside and zeros in ODR.
func (p port) setUp(mode, pull uint32, openDrain bool) {
	p.t.Helper()
	p.t.Must(p.g.Release(p.t.Context(), 1<<stm32.PinsOfPort-1))
	stm32.OutputData.WriteT(p.t, p.g.Regs, 0)
	var drain uint32
	if openDrain {
		drain = p.g.All()
	}
	stm32.OpenDrain.WriteT(p.t, p.g.Regs, drain)
	stm32.Pull.WriteT(p.t, p.g.Regs, p.g.Each(pull))
	stm32.Mode.WriteT(p.t, p.g.Regs, p.g.Each(mode))
}

// shows checks the levels of the pins.
func (p port) shows(when string, want uint32) {
	p.t.Helper()
	reg.ExpectT(p.t, p.g.Regs, "GPIOx_IDR "+when, stm32.InputData, want)
	var got uint32
	for pin, l := range p.pins {
		if l.Raised() {
			got |= 1 << pin
		}
	}
	if got != want {
		p.t.Errorf("%s: the pins are %#x, want %#x", when, got, want)
	}
}

// patterns returns values of a register with a bit for each pin: each pin alone, all others, none and all.
func (p port) patterns() []uint32 {
	all := p.g.All()
	values := []uint32{0x5a5a & all, all}
	for pin := range p.g.Pins() {
		values = append(values, 1<<pin, all&^(1<<pin))
	}
	return append(values, 0)
}

// drive sets the levels of all pins from outside.
func (p port) drive(levels uint32) {
	p.t.Helper()
	for pin := range p.g.Pins() {
		p.t.Must(p.g.Drive(p.t.Context(), pin, levels>>pin&1 != 0))
	}
}

func (p port) output(pull uint32) {
	p.setUp(stm32.Output, pull, false)
	for _, v := range p.patterns() {
		stm32.OutputData.WriteT(p.t, p.g.Regs, v)
		p.shows(fmt.Sprintf("of outputs with ODR %#x", v), v)
	}
	stm32.SetReset.WriteT(p.t, p.g.Regs, 1)
	p.shows("of an output set by BSRR", 1)
	stm32.BitReset.WriteT(p.t, p.g.Regs, 1)
	p.shows("of an output reset by BRR", 0)
}

// openDrain checks that a 0 pulls the pin down, and that the resistor pulls it up or down with a 1.
func (p port) openDrain() {
	all := p.g.All()
	p.setUp(stm32.Output, stm32.PullUp, true)
	for _, v := range p.patterns() {
		stm32.OutputData.WriteT(p.t, p.g.Regs, v)
		p.shows(fmt.Sprintf("of open drains with pull-up, with ODR %#x", v), v)
	}
	p.setUp(stm32.Output, stm32.PullDown, true)
	stm32.OutputData.WriteT(p.t, p.g.Regs, all)
	p.shows("of open drains with pull-down, with ODR of all ones", 0)
}

func (p port) resistors() {
	p.setUp(stm32.Input, stm32.Floating, false)
	for pin := range p.g.Pins() {
		others := p.g.Each(stm32.PullDown) &^ (3 << (2 * pin))
		stm32.Pull.WriteT(p.t, p.g.Regs, others|stm32.PullUp<<(2*pin))
		p.shows("of inputs with one pull-up", 1<<pin)
	}
	stm32.Pull.WriteT(p.t, p.g.Regs, p.g.Each(stm32.PullUp))
	p.shows("of inputs with pull-ups", p.g.All())
}

// input checks that what drives a pin is stronger than the resistors, and that ODR changes nothing.
func (p port) input() {
	for _, pull := range []uint32{stm32.Floating, stm32.PullUp, stm32.PullDown} {
		p.setUp(stm32.Input, pull, false)
		for _, v := range p.patterns() {
			p.drive(v)
			p.shows(fmt.Sprintf("of inputs with PUPDR %d", pull), v)
		}
		stm32.OutputData.WriteT(p.t, p.g.Regs, p.g.All())
		p.shows("of inputs with ODR of all ones", 0)
	}
}

// openDrainDriven checks that an open drain whose ODR is 1 has the level that it is driven to, against its resistor.
func (p port) openDrainDriven(level uint32) {
	pull := uint32(stm32.PullUp)
	if level != 0 {
		pull = stm32.PullDown
	}
	p.setUp(stm32.Output, pull, true)
	stm32.OutputData.WriteT(p.t, p.g.Regs, p.g.All())
	p.drive(level)
	p.shows("of open drains with ODR of all ones, driven", level)
}

// analog checks that an analog pin reads as 0, whatever its level (RM0351, section "Analog configuration").
func (p port) analog() {
	p.setUp(stm32.Analog, stm32.Floating, false)
	p.drive(p.g.All())
	reg.ExpectT(p.t, p.g.Regs, "GPIOx_IDR of analog pins that are driven high", stm32.InputData, 0)
	stm32.Mode.WriteT(p.t, p.g.Regs, 0)
	p.shows("of the same pins as inputs", p.g.All())
	p.drive(0)
}

// apart checks that each pin has its own mode: every second one is an output.
func (p port) apart() {
	const even = 0x5555
	all := p.g.All()
	p.setUp(stm32.Input, stm32.Floating, false)
	stm32.Mode.WriteT(p.t, p.g.Regs, p.g.Fields()&0x1111_1111)
	for pin := 1; pin < p.g.Pins(); pin += 2 {
		p.t.Must(p.g.Drive(p.t.Context(), pin, true))
	}
	p.shows("with the inputs high and the outputs low", all&^even)
	stm32.OutputData.WriteT(p.t, p.g.Regs, all)
	for pin := 1; pin < p.g.Pins(); pin += 2 {
		p.t.Must(p.g.Drive(p.t.Context(), pin, false))
	}
	p.shows("with the inputs low and the outputs high", all&even)
}

// later checks that ODR that was written to an input is the level once the pin is an output.
func (p port) later() {
	p.setUp(stm32.Input, stm32.PullDown, false)
	stm32.OutputData.WriteT(p.t, p.g.Regs, 0x5a5a&p.g.All())
	p.shows("of inputs", 0)
	stm32.Mode.WriteT(p.t, p.g.Regs, p.g.Each(stm32.Output))
	p.shows("of the same pins as outputs", 0x5a5a&p.g.All())
	stm32.Mode.WriteT(p.t, p.g.Regs, p.g.Each(stm32.Input))
	p.shows("of the same pins as inputs again", 0)
}
