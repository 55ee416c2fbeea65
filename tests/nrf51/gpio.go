package nrf51

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
)

// gpioRegisters checks the values after a reset, and which bits keep what is written (nRF51 Series Reference Manual, chapter
// 14).
func gpioRegisters(t *run.T, g *nrf51.GPIO) {
	t.Step("after a reset", func() { gpioAfterReset(t, g) })
	t.Step("OUT", func() { threeRegisters(t, g, "OUT", nrf51.Output, nrf51.OutputSet, nrf51.OutputClear) })
	t.Step("DIR", func() { threeRegisters(t, g, "DIR", nrf51.Direction, nrf51.DirectionSet, nrf51.DirectionClear) })
	t.Step("PIN_CNF", func() {
		for pin := range nrf51.Pins {
			for bit := uint32(1); bit != 0; bit <<= 1 {
				if bit&nrf51.PinConfigBits != 0 {
					reg.KeepsT(t, g.Regs, fmt.Sprintf("PIN_CNF[%d]", pin), nrf51.PinConfig(pin), bit)
				}
			}
			reg.KeepsT(t, g.Regs, fmt.Sprintf("PIN_CNF[%d]", pin), nrf51.PinConfig(pin), nrf51.PinBufferOff)
		}
	})
	t.Step("DIR is that of PIN_CNF", func() { directions(t, g) })
	t.Step("another reset", func() {
		nrf51.Output.WriteT(t, g.Regs, 0x5a5a_5a5a)
		nrf51.Direction.WriteT(t, g.Regs, 0xa5a5_a5a5)
		nrf51.PinConfig(3).WriteT(t, g.Regs, nrf51.PinConfigBits)
		t.Must(t.QEMU().SystemReset(t.Context()))
		gpioAfterReset(t, g)
	})
}

func gpioAfterReset(t *run.T, g *nrf51.GPIO) {
	t.Helper()
	reg.ExpectT(t, g.Regs, "OUT after a reset", nrf51.Output, 0)
	reg.ExpectT(t, g.Regs, "DIR after a reset", nrf51.Direction, 0)
	for pin := range nrf51.Pins {
		reg.ExpectT(t, g.Regs, fmt.Sprintf("PIN_CNF[%d] after a reset", pin), nrf51.PinConfig(pin), nrf51.PinBufferOff)
	}
}

// threeRegisters checks a register, and the two others that set and clear bits of it and read as it does.
func threeRegisters(t *run.T, g *nrf51.GPIO, name string, all, set, clear reg.Reg[uint32]) {
	value := func(when string, want uint32) {
		t.Helper()
		reg.ExpectT(t, g.Regs, name+" "+when, all, want)
		reg.ExpectT(t, g.Regs, name+"SET "+when, set, want)
		reg.ExpectT(t, g.Regs, name+"CLR "+when, clear, want)
	}
	for pin := range nrf51.Pins {
		bit := uint32(1) << pin
		all.WriteT(t, g.Regs, 0)
		set.WriteT(t, g.Regs, bit)
		value("with one bit set", bit)
		set.WriteT(t, g.Regs, 0)
		clear.WriteT(t, g.Regs, ^bit)
		value("with the others cleared", bit)
		all.WriteT(t, g.Regs, ^uint32(0))
		clear.WriteT(t, g.Regs, bit)
		value("with one bit cleared", ^bit)
	}
	all.WriteT(t, g.Regs, 0)
	value("written as 0", 0)
}

// directions checks that the direction of a pin can be written in both places.
func directions(t *run.T, g *nrf51.GPIO) {
	for pin := range nrf51.Pins {
		nrf51.PinConfig(pin).WriteT(t, g.Regs, nrf51.PinBufferOff|nrf51.PinOutput)
		reg.ExpectT(t, g.Regs, "DIR with an output by PIN_CNF", nrf51.Direction, 1<<pin)
		nrf51.DirectionClear.WriteT(t, g.Regs, 1<<pin)
		reg.ExpectT(t, g.Regs, "PIN_CNF with an input by DIRCLR", nrf51.PinConfig(pin), nrf51.PinBufferOff)
		nrf51.DirectionSet.WriteT(t, g.Regs, 1<<pin)
		reg.ExpectT(t, g.Regs, "PIN_CNF with an output by DIRSET", nrf51.PinConfig(pin), nrf51.PinBufferOff|nrf51.PinOutput)
		nrf51.Direction.WriteT(t, g.Regs, 0)
		reg.ExpectT(t, g.Regs, "PIN_CNF with an input by DIR", nrf51.PinConfig(pin), nrf51.PinBufferOff)
	}
}

// all gives each pin the same PIN_CNF, with zeros in OUT and nothing driven high from outside.
func all(t *run.T, g *nrf51.GPIO, config uint32) {
	t.Helper()
	nrf51.Output.WriteT(t, g.Regs, 0)
	for pin := range nrf51.Pins {
		nrf51.PinConfig(pin).WriteT(t, g.Regs, config)
	}
}

// drive sets the levels of all pins from outside.
func drive(t *run.T, g *nrf51.GPIO, levels uint32) {
	t.Helper()
	for pin := range nrf51.Pins {
		t.Must(g.Drive(t.Context(), pin, levels>>pin&1 != 0))
	}
}

// patterns are values of a register with a bit for each pin: each pin alone, all others, all and none.
func patterns() []uint32 {
	values := []uint32{0x5aa5_c33c, ^uint32(0)}
	for pin := range nrf51.Pins {
		values = append(values, 1<<pin, ^uint32(1<<pin))
	}
	return append(values, 0)
}

// pins checks the levels of the pins, in IN and where they leave the chip.
func pins(t *run.T, g *nrf51.GPIO) {
	lines := make([]guest.Line, nrf51.Pins)
	for pin := range lines {
		var err error
		lines[pin], err = g.Pin(t.Context(), pin)
		t.Must(err)
	}
	shows := func(when string, want uint32) {
		t.Helper()
		var got uint32
		for pin, l := range lines {
			if l.Raised() {
				got |= 1 << pin
			}
		}
		if got != want {
			t.Errorf("%s: the pins are %#x, want %#x", when, got, want)
		}
	}
	t.Step("pulled up and down", func() {
		all(t, g, nrf51.PinPullUp)
		reg.ExpectT(t, g.Regs, "IN with pull-ups", nrf51.Input, ^uint32(0))
		all(t, g, nrf51.PinPullDown)
		reg.ExpectT(t, g.Regs, "IN with pull-downs", nrf51.Input, 0)
	})
	t.Step("outputs", func() {
		all(t, g, nrf51.PinOutput)
		for _, v := range patterns() {
			nrf51.Output.WriteT(t, g.Regs, v)
			reg.ExpectT(t, g.Regs, "IN of outputs", nrf51.Input, v)
			shows("of outputs", v)
		}
		nrf51.OutputSet.WriteT(t, g.Regs, 6)
		nrf51.OutputClear.WriteT(t, g.Regs, 2)
		reg.ExpectT(t, g.Regs, "IN after OUTSET and OUTCLR", nrf51.Input, 4)
		shows("after OUTSET and OUTCLR", 4)
	})
	t.Step("outputs with buffers off", func() {
		all(t, g, nrf51.PinOutput|nrf51.PinBufferOff)
		nrf51.Output.WriteT(t, g.Regs, ^uint32(0))
		shows("with buffers off", ^uint32(0))
	})
	t.Step("inputs", func() {
		all(t, g, 0)
		for _, v := range patterns() {
			drive(t, g, v)
			reg.ExpectT(t, g.Regs, "IN of inputs", nrf51.Input, v)
		}
	})
	t.Step("driven against a pull", func() {
		all(t, g, nrf51.PinPullUp)
		drive(t, g, 0)
		reg.ExpectT(t, g.Regs, "IN driven low against pull-ups", nrf51.Input, 0)
		all(t, g, nrf51.PinPullDown)
		drive(t, g, 0xff)
		reg.ExpectT(t, g.Regs, "IN driven high against pull-downs", nrf51.Input, 0xff)
		drive(t, g, 0)
	})
	t.Step("disconnected with a 1", func() {
		all(t, g, nrf51.PinOutput|nrf51.PinDriveD1|nrf51.PinPullUp)
		drive(t, g, 0)
		nrf51.Output.WriteT(t, g.Regs, ^uint32(0))
		reg.ExpectT(t, g.Regs, "IN of outputs S0D1 that are 1 and driven low", nrf51.Input, 0)
	})
}

// detect checks by which levels of its pins the part raises DETECT (section "Pin sense mechanism").
func detect(t *run.T, g *nrf51.GPIO) {
	line, err := g.Detect(t.Context())
	t.Must(err)
	t.Step("disabled", func() {
		all(t, g, 0)
		drive(t, g, ^uint32(0))
		line.ExpectT(t, "without SENSE and all high", false)
		drive(t, g, 0)
		line.ExpectT(t, "without SENSE and all low", false)
	})
	for _, s := range []struct {
		name  string
		sense uint32
		high  bool
	}{{"high", nrf51.PinSenseHigh, true}, {"low", nrf51.PinSenseLow, false}} {
		t.Step(s.name, func() {
			all(t, g, 0)
			for pin := range nrf51.Pins {
				t.Must(g.Drive(t.Context(), pin, !s.high))
				nrf51.PinConfig(pin).WriteT(t, g.Regs, s.sense)
				line.ExpectT(t, fmt.Sprintf("pin %d at the other level", pin), false)
				t.Must(g.Drive(t.Context(), pin, s.high))
				line.ExpectT(t, fmt.Sprintf("pin %d", pin), true)
				t.Must(g.Drive(t.Context(), pin, !s.high))
				line.ExpectT(t, fmt.Sprintf("pin %d at the other level again", pin), false)
				nrf51.PinConfig(pin).WriteT(t, g.Regs, 0)
			}
		})
	}
	t.Step("several pins", func() {
		all(t, g, 0)
		drive(t, g, 0)
		nrf51.PinConfig(1).WriteT(t, g.Regs, nrf51.PinSenseHigh)
		nrf51.PinConfig(2).WriteT(t, g.Regs, nrf51.PinSenseHigh)
		drive(t, g, 6)
		line.ExpectT(t, "two pins", true)
		drive(t, g, 4)
		line.ExpectT(t, "one of them", true)
		drive(t, g, 0)
		line.ExpectT(t, "none of them", false)
	})
	t.Step("buffer off", func() {
		all(t, g, nrf51.PinBufferOff|nrf51.PinSenseHigh)
		drive(t, g, ^uint32(0))
		line.ExpectT(t, "with the input buffers off", false)
		all(t, g, nrf51.PinSenseHigh)
		line.ExpectT(t, "with the input buffers on", true)
		all(t, g, 0)
		drive(t, g, 0)
	})
	t.Step("sense that is chosen while the pin has the level", func() {
		all(t, g, 0)
		drive(t, g, 1)
		nrf51.PinConfig(0).WriteT(t, g.Regs, nrf51.PinSenseHigh)
		line.ExpectT(t, "chosen", true)
		nrf51.PinConfig(0).WriteT(t, g.Regs, 0)
		line.ExpectT(t, "given up", false)
		drive(t, g, 0)
	})
}
