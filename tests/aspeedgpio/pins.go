package aspeedgpio

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// pins checks the levels of inputs and outputs, and who may set them.
func pins(t *run.T, g *aspeedgpio.GPIO) {
	t.Step("inputs", func() { eachBank(g, func(b *aspeedgpio.Bank) { inputs(t, g, b) }) })
	t.Step("outputs", func() { eachBank(g, func(b *aspeedgpio.Bank) { outputs(t, g, b) }) })
	t.Step("inputs and outputs", func() { eachBank(g, func(b *aspeedgpio.Bank) { mixed(t, g, b) }) })
	t.Step("banks apart", func() { banksApart(t, g) })
	t.Step("set before it is an output", func() { setBefore(t, g) })
	t.Step("command source", func() { commandSource(t, g) })
	if g.Index {
		t.Step("by index", func() { byIndex(t, g) })
	}
}

func eachBank(g *aspeedgpio.GPIO, check func(*aspeedgpio.Bank)) {
	for n := range g.Banks {
		check(&g.Banks[n])
	}
}

// patterns are levels of a bank's pins.
var patterns = []uint32{0xffff_ffff, 0x0f1e_2d3c, 0xf0e1_d2c3, 0x8000_0001, 0}

// inputs checks that a read has the levels of the pins.
func inputs(t *run.T, g *aspeedgpio.GPIO, b *aspeedgpio.Bank) {
	for _, levels := range patterns {
		t.Must(g.Drive(t.Context(), b, levels&b.Input))
		reg.ExpectT(t, g.Regs, named(b.Number, "data"), b.Data, levels&b.Input)
	}
}

// outputs checks that a write sets the pins that are outputs, and reads back.
func outputs(t *run.T, g *aspeedgpio.GPIO, b *aspeedgpio.Bank) {
	lines := map[int]guest.Line{}
	for pin := range aspeedgpio.Pins {
		if (b.Input|b.Output)>>pin&1 != 0 {
			var err error
			lines[pin], err = g.Output(t.Context(), b, pin)
			t.Must(err)
		}
	}
	b.Direction.WriteT(t, g.Regs, b.Output)
	for _, levels := range patterns {
		b.Data.WriteT(t, g.Regs, levels)
		reg.ExpectT(t, g.Regs, named(b.Number, "data"), b.Data, levels&b.Output)
		reg.ExpectT(t, g.Regs, named(b.Number, "rd_data"), b.Written, levels&b.Output)
		for pin := range aspeedgpio.Pins {
			if line, ok := lines[pin]; ok {
				line.ExpectT(t, fmt.Sprintf("pin %d of bank %d with data %#x", pin, b.Number, levels), (levels&b.Output)>>pin&1 != 0)
			}
		}
	}
	b.Direction.WriteT(t, g.Regs, 0)
}

// mixed checks that an output reads as it was written and an input as it is driven.
func mixed(t *run.T, g *aspeedgpio.GPIO, b *aspeedgpio.Bank) {
	const (
		some    = 0x3c3c_c3a5
		driven  = 0x9a65_5a99
		written = 0x5936_c6a6
	)
	out := some&b.Output | b.Output&^b.Input
	inputs := b.Input &^ out
	b.Direction.WriteT(t, g.Regs, out)
	t.Must(g.Drive(t.Context(), b, driven&inputs))
	b.Data.WriteT(t, g.Regs, written)
	reg.ExpectT(t, g.Regs, named(b.Number, "data"), b.Data, written&out|driven&inputs)
	b.Data.WriteT(t, g.Regs, ^uint32(written))
	reg.ExpectT(t, g.Regs, named(b.Number, "data")+", the inverse written", b.Data, ^uint32(written)&out|driven&inputs)
	t.Must(g.Drive(t.Context(), b, ^uint32(driven)&inputs))
	reg.ExpectT(t, g.Regs, named(b.Number, "data")+", the inverse driven", b.Data, ^uint32(written)&out|^uint32(driven)&inputs)
	b.Data.WriteT(t, g.Regs, 0)
	b.Direction.WriteT(t, g.Regs, 0)
	t.Must(g.Drive(t.Context(), b, 0))
}

// banksApart checks that a bank does not move the pins of another.
func banksApart(t *run.T, g *aspeedgpio.GPIO) {
	level := func(n int) uint32 { return 1 << n }
	eachBank(g, func(b *aspeedgpio.Bank) {
		b.Direction.WriteT(t, g.Regs, b.Output)
		b.Data.WriteT(t, g.Regs, level(b.Number))
	})
	eachBank(g, func(b *aspeedgpio.Bank) {
		reg.ExpectT(t, g.Regs, named(b.Number, "data")+" beside the others", b.Data, level(b.Number)&b.Output)
	})
	eachBank(g, func(b *aspeedgpio.Bank) {
		b.Data.WriteT(t, g.Regs, 0)
		b.Direction.WriteT(t, g.Regs, 0)
	})
}

// setBefore sets a level before the pin becomes an output, as a driver does that makes no pulse (gpio_aspeed.c,
// gpio_aspeed_config).
func setBefore(t *run.T, g *aspeedgpio.GPIO) {
	b := &g.Banks[0]
	b.Data.WriteT(t, g.Regs, 1<<3)
	b.Direction.WriteT(t, g.Regs, 1<<3)
	reg.ExpectT(t, g.Regs, named(b.Number, "data"), b.Data, 1<<3)
	b.Direction.WriteT(t, g.Regs, 0)
	b.Data.WriteT(t, g.Regs, 0)
}

// commandSource checks that a group that another master sets does not follow the processor, and the others do.
func commandSource(t *run.T, g *aspeedgpio.GPIO) {
	const group, lowest = 0x0000_ff00, 1 << 8
	b := &g.Banks[0]
	b.Direction.WriteT(t, g.Regs, b.Output)
	b.Data.WriteT(t, g.Regs, 0x1234_5678)
	for _, master := range []aspeedgpio.Master{aspeedgpio.LPC, aspeedgpio.Coprocessor} {
		for n, r := range b.Source {
			r.WriteT(t, g.Regs, uint32(master)>>n&1*lowest)
		}
		b.Data.WriteT(t, g.Regs, ^uint32(0x1234_5678))
		reg.ExpectT(t, g.Regs, fmt.Sprintf("data with master %d of a group", master), b.Data, 0x1234_5678&group|^uint32(0x1234_5678)&^group)
		b.Data.WriteT(t, g.Regs, 0x1234_5678)
		b.Direction.WriteT(t, g.Regs, 0)
		reg.ExpectT(t, g.Regs, fmt.Sprintf("direction with master %d of a group", master), b.Direction, group)
		b.Direction.WriteT(t, g.Regs, b.Output)
	}
	for _, r := range b.Source {
		r.WriteT(t, g.Regs, 0)
	}
	b.Data.WriteT(t, g.Regs, 0)
	reg.ExpectT(t, g.Regs, "data with the processor as master again", b.Data, 0)
	b.Direction.WriteT(t, g.Regs, 0)
}

// byIndex sets fields of single pins through the register Index (gpio_aspeed.c, gpio_aspeed_set_direction and
// gpio_aspeed_pin_interrupt_configure).
func byIndex(t *run.T, g *aspeedgpio.GPIO) {
	for _, pin := range []int{0, 7, 13, 31, len(g.Banks)*aspeedgpio.Pins - aspeedgpio.Pins + 2} {
		b, bit := &g.Banks[pin/aspeedgpio.Pins], uint32(1)<<(pin%aspeedgpio.Pins)
		set := func(f aspeedgpio.Field, value uint32) {
			aspeedgpio.Index.WriteT(t, g.Regs, aspeedgpio.SetByIndex(f, pin, value))
		}
		expect := func(name string, r reg.Reg[uint32], want uint32) {
			reg.ExpectT(t, g.Regs, fmt.Sprintf("%s, pin %d set by index", named(b.Number, name), pin), r, want)
		}
		const interrupt = 1 | uint32(aspeedgpio.High)<<1
		set(aspeedgpio.DirectionField, 1)
		set(aspeedgpio.DataField, 1)
		set(aspeedgpio.TolerantField, 1)
		set(aspeedgpio.InterruptField, interrupt)
		expect("direction", b.Direction, bit)
		expect("data", b.Data, bit)
		expect("wdt_reset_tolerant_en", b.Tolerant, bit)
		expect("int_en", b.Enable, bit)
		expect("int_sens_type 0", b.Type[0], bit)
		expect("int_sens_type 1", b.Type[1], bit)
		expect("int_sens_type 2", b.Type[2], 0)
		for _, f := range []aspeedgpio.Field{
			aspeedgpio.DataField, aspeedgpio.DirectionField, aspeedgpio.InterruptField, aspeedgpio.TolerantField,
		} {
			set(f, 0)
		}
		for _, r := range settings(b) {
			expect(r.name+" again", r.Reg, 0)
		}
		expect("data again", b.Data, 0)
	}
}
