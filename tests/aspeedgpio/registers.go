package aspeedgpio

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// register is a register of a bank with its name and the bits that pins have.
type register struct {
	name string
	reg.Reg[uint32]
	bits uint32
}

// firstOfGroup are the bits of a register that has one for each group.
const firstOfGroup = 0x0101_0101

// settings are a bank's registers that keep written values and do not depend on the pins.
func settings(b *aspeedgpio.Bank) []register {
	some := b.Input | b.Output
	return []register{
		{"direction", b.Direction, b.Input & b.Output},
		{"int_en", b.Enable, some},
		{"int_sens_type 0", b.Type[0], some},
		{"int_sens_type 1", b.Type[1], some},
		{"int_sens_type 2", b.Type[2], some},
		{"wdt_reset_tolerant_en", b.Tolerant, some},
		{"debounce_sel 0", b.Debounce[0], some},
		{"debounce_sel 1", b.Debounce[1], some},
	}
}

// registers checks the values after a reset, and that each register keeps what is written to the bits of its pins.
func registers(t *run.T, g *aspeedgpio.GPIO) {
	t.Step("after a reset", func() { afterReset(t, g) })
	t.Step("written", func() {
		for n := range g.Banks {
			for _, r := range settings(&g.Banks[n]) {
				keeps(t, g, r)
			}
		}
	})
	t.Step("apart", func() { apart(t, g) })
	t.Step("debounce times", func() {
		for n, r := range []reg.Reg[uint32]{aspeedgpio.Debounce1, aspeedgpio.Debounce2, aspeedgpio.Debounce3} {
			reg.KeepsT(t, g.Regs, fmt.Sprintf("debounce_time %d", n), r, 0x00ab_cd00+uint32(n))
		}
	})
	t.Step("pins that can be outputs", func() {
		eachBank(g, func(b *aspeedgpio.Bank) {
			b.Direction.WriteT(t, g.Regs, ^uint32(0))
			reg.ExpectT(t, g.Regs, named(b.Number, "direction")+", all bits written", b.Direction, b.Output)
			b.Direction.WriteT(t, g.Regs, 0)
		})
	})
	t.Step("command sources", func() {
		for n := range g.Banks {
			for _, r := range g.Banks[n].Source {
				r.WriteT(t, g.Regs, ^uint32(0))
				reg.ExpectT(t, g.Regs, named(n, "cmd_src")+", all bits written", r, firstOfGroup)
				r.WriteT(t, g.Regs, 0)
				reg.ExpectT(t, g.Regs, named(n, "cmd_src")+", cleared", r, 0)
			}
		}
	})
	t.Step("reset", func() {
		for n := range g.Banks {
			for _, r := range settings(&g.Banks[n]) {
				r.WriteT(t, g.Regs, r.bits)
			}
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(t, g)
	})
}

// named names a register of a bank.
func named(bank int, register string) string { return fmt.Sprintf("%s of bank %d", register, bank) }

func afterReset(t *run.T, g *aspeedgpio.GPIO) {
	t.Helper()
	for n := range g.Banks {
		b := &g.Banks[n]
		for _, r := range append(settings(b), register{"int_status", b.Status, ^uint32(0)}) {
			reg.ExpectBitsT(t, g.Regs, named(n, r.name)+" after a reset", r.Reg, r.bits, 0)
		}
	}
}

// keeps checks that a register keeps each bit of its pins.
func keeps(t *run.T, g *aspeedgpio.GPIO, r register) {
	t.Helper()
	for _, v := range []uint32{0x5555_5555, 0xaaaa_aaaa, 0x8000_0001, 0} {
		r.WriteT(t, g.Regs, v&r.bits)
		reg.ExpectBitsT(t, g.Regs, r.name+" written", r.Reg, r.bits, v&r.bits)
	}
}

// apart checks that no register is that of another bank, or another one of the same bank.
func apart(t *run.T, g *aspeedgpio.GPIO) {
	value := func(bank, n int) uint32 { return uint32(bank*16+n+1) << 8 }
	for bank := range g.Banks {
		for n, r := range settings(&g.Banks[bank]) {
			r.WriteT(t, g.Regs, value(bank, n)&r.bits)
		}
	}
	for bank := range g.Banks {
		for n, r := range settings(&g.Banks[bank]) {
			reg.ExpectBitsT(t, g.Regs, named(bank, r.name)+" beside the others", r.Reg, r.bits, value(bank, n)&r.bits)
			r.WriteT(t, g.Regs, 0)
		}
	}
}
