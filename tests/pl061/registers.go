package pl061

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
)

// register is a register with its name in the manual.
type register struct {
	name string
	reg.Reg[uint32]
}

// settings are the registers that keep written values, and do not depend on the pins.
var settings = []register{
	{"GPIODIR", pl061.Direction}, {"GPIOIS", pl061.Sense}, {"GPIOIBE", pl061.BothEdges},
	{"GPIOIEV", pl061.Event}, {"GPIOIE", pl061.Mask}, {"GPIOAFSEL", pl061.Alternate},
}

// statuses are the registers that can only be read.
var statuses = []register{{"GPIORIS", pl061.Raw}, {"GPIOMIS", pl061.Masked}}

// registers checks the values after a reset, that each register keeps what is written or ignores it, and
// the data register (DDI 0190B, section 3.3 "Register descriptions").
func registers(t *run.T, g *pl061.GPIO) {
	t.Step("identification", func() { primecell.ExpectT(t, g.Regs, g.PeripheralID) })
	t.Step("after a reset", func() { afterReset(t, g) })
	t.Step("written", func() {
		for _, r := range settings {
			keeps(t, g, r)
		}
	})
	t.Step("read-only", func() {
		for _, r := range statuses {
			reg.IgnoresT(t, g.Regs, r.name, r.Reg)
		}
	})
	t.Step("outputs by mask", func() { outputsByMask(t, g) })
	t.Step("inputs by mask", func() { inputsByMask(t, g) })
	t.Step("inputs and outputs", func() { mixed(t, g) })
	t.Step("reset", func() { reset(t, g) })
}

func afterReset(t *run.T, g *pl061.GPIO) {
	t.Helper()
	for _, r := range append(settings, statuses...) {
		reg.ExpectT(t, g.Regs, r.name+" after a reset", r.Reg, 0)
	}
}

// keeps checks that a register has a bit for each pin and no other, and clears it.
func keeps(t *run.T, g *pl061.GPIO, r register) {
	t.Helper()
	reg.KeepsBitsT(t, g.Regs, r.name, r.Reg, pl061.All)
	r.WriteT(t, g.Regs, ^uint32(0))
	reg.ExpectT(t, g.Regs, r.name+", all bits of it written", r.Reg, pl061.All)
	reg.KeepsT(t, g.Regs, r.name, r.Reg, 0)
}

// masks are addresses of the data register: those of the manual's examples, each pin, none and all.
var masks = []uint32{0, 0x26, 0x31, 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 0x55, 0xaa, pl061.All}

// outputsByMask checks that a write changes the pins of its address alone, and that a read has those alone.
func outputsByMask(t *run.T, g *pl061.GPIO) {
	pl061.Direction.WriteT(t, g.Regs, pl061.All)
	all := pl061.Data(pl061.All)
	for _, mask := range masks {
		for _, v := range []uint32{0, 0xeb, pl061.All} {
			all.WriteT(t, g.Regs, 0xa5)
			pl061.Data(mask).WriteT(t, g.Regs, v)
			want := 0xa5&^mask | v&mask
			reg.ExpectT(t, g.Regs, "GPIODATA after a write with a mask", all, want)
			reg.ExpectT(t, g.Regs, "GPIODATA read with a mask", pl061.Data(mask), want&mask)
		}
	}
	all.WriteT(t, g.Regs, 0)
	pl061.Direction.WriteT(t, g.Regs, 0)
}

// drive sets the levels of all pins from outside.
func drive(t *run.T, g *pl061.GPIO, levels uint32) {
	t.Helper()
	for pin := range pl061.Pins {
		t.Must(g.Drive(t.Context(), pin, levels>>pin&1 != 0))
	}
}

// inputsByMask checks that a read has the levels of the pins of its address.
func inputsByMask(t *run.T, g *pl061.GPIO) {
	for _, levels := range []uint32{0xc6, 0x39, pl061.All, 0} {
		drive(t, g, levels)
		for _, mask := range masks {
			reg.ExpectT(t, g.Regs, "GPIODATA read with a mask", pl061.Data(mask), levels&mask)
		}
	}
}

// mixed checks that an output reads as it was written, and an input as it is driven, whatever is driven at
// an output and written to an input.
func mixed(t *run.T, g *pl061.GPIO) {
	const (
		out     = 0x3c
		driven  = 0x9a
		written = 0x59
	)
	pl061.Direction.WriteT(t, g.Regs, out)
	drive(t, g, driven)
	pl061.Data(pl061.All).WriteT(t, g.Regs, written)
	reg.ExpectT(t, g.Regs, "GPIODATA", pl061.Data(pl061.All), written&out|driven&^out)
	drive(t, g, pl061.All&^driven)
	reg.ExpectT(t, g.Regs, "GPIODATA of the inverse levels", pl061.Data(pl061.All), written&out|^uint32(driven)&^out&pl061.All)
	pl061.Data(pl061.All).WriteT(t, g.Regs, 0)
	pl061.Direction.WriteT(t, g.Regs, 0)
	drive(t, g, 0)
}

// reset checks that a reset clears each register, and a pending interrupt.
func reset(t *run.T, g *pl061.GPIO) {
	for _, r := range settings {
		r.WriteT(t, g.Regs, 0x5a)
	}
	pl061.Sense.WriteT(t, g.Regs, 0)
	drive(t, g, pl061.All)
	drive(t, g, 0)
	reg.ExpectT(t, g.Regs, "GPIOMIS before the reset", pl061.Masked, 0x5a)
	t.Must(t.QEMU().SystemReset(t.Context()))
	afterReset(t, g)
}
