package pl061

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/pl061"
)

// luminary is [registers] with the registers of the pads (LM3S6965, section "Register Descriptions").
func luminary(t *run.T, g *pl061.GPIO) {
	t.Step("pads after a reset", func() { padsAfterReset(t, g) })
	t.Step("pads written", func() {
		for _, r := range []register{
			{"GPIOODR", pl061.OpenDrain}, {"GPIOSLR", pl061.SlewRate}, {"GPIODEN", pl061.Digital},
			{"GPIOPUR", pl061.PullUp}, {"GPIOPDR", pl061.PullDown},
			{"GPIODR2R", pl061.Drive2}, {"GPIODR4R", pl061.Drive4}, {"GPIODR8R", pl061.Drive8},
		} {
			keeps(t, g, r)
		}
	})
	t.Step("one strength", func() { strength(t, g) })
	t.Step("one pull", func() { pull(t, g) })
	t.Step("locked", func() { locked(t, g) })
	t.Step("unlocked", func() { unlocked(t, g) })
	t.Step("pads after another reset", func() {
		pl061.Drive8.WriteT(t, g.Regs, pl061.All)
		pl061.OpenDrain.WriteT(t, g.Regs, pl061.All)
		t.Must(t.QEMU().SystemReset(t.Context()))
		padsAfterReset(t, g)
	})
	registers(t, g)
}

func padsAfterReset(t *run.T, g *pl061.GPIO) {
	t.Helper()
	for _, row := range []struct {
		register
		want uint32
	}{
		{register{"GPIODR2R", pl061.Drive2}, pl061.All}, {register{"GPIODR4R", pl061.Drive4}, 0}, {register{"GPIODR8R", pl061.Drive8}, 0},
		{register{"GPIOODR", pl061.OpenDrain}, 0}, {register{"GPIOPUR", pl061.PullUp}, 0}, {register{"GPIOPDR", pl061.PullDown}, 0},
		{register{"GPIOSLR", pl061.SlewRate}, 0}, {register{"GPIODEN", pl061.Digital}, 0}, {register{"GPIOLOCK", pl061.Lock}, 1},
		{register{"GPIOCR", pl061.Commit}, pl061.All},
	} {
		reg.ExpectT(t, g.Regs, row.name+" after a reset", row.Reg, row.want)
	}
}

// strength checks that a pin drives one current: a bit of one of the three registers clears that of the others.
func strength(t *run.T, g *pl061.GPIO) {
	all := []register{{"GPIODR2R", pl061.Drive2}, {"GPIODR4R", pl061.Drive4}, {"GPIODR8R", pl061.Drive8}}
	for n, r := range all {
		all[(n+1)%len(all)].WriteT(t, g.Regs, pl061.All)
		r.WriteT(t, g.Regs, 0x0f)
		reg.ExpectT(t, g.Regs, r.name, r.Reg, 0x0f)
		next := all[(n+1)%len(all)]
		reg.ExpectT(t, g.Regs, next.name+" beside "+r.name, next.Reg, 0xf0)
	}
}

// pull checks that a pin is pulled one way.
func pull(t *run.T, g *pl061.GPIO) {
	pl061.PullUp.WriteT(t, g.Regs, pl061.All)
	pl061.PullDown.WriteT(t, g.Regs, 0x0f)
	reg.ExpectT(t, g.Regs, "GPIOPUR beside GPIOPDR", pl061.PullUp, 0xf0)
	pl061.PullUp.WriteT(t, g.Regs, pl061.All)
	reg.ExpectT(t, g.Regs, "GPIOPDR beside GPIOPUR", pl061.PullDown, 0)
}

// locked checks that GPIOLOCK stays 1 after wrong values, and that GPIOCR cannot be written meanwhile.
func locked(t *run.T, g *pl061.GPIO) {
	for _, v := range []uint32{pl061.Unlock + 1, 0, 1} {
		pl061.Lock.WriteT(t, g.Regs, v)
		reg.ExpectT(t, g.Regs, "GPIOLOCK after a wrong value", pl061.Lock, 1)
		pl061.Commit.WriteT(t, g.Regs, 0)
		reg.ExpectT(t, g.Regs, "GPIOCR written while it is locked", pl061.Commit, pl061.All)
	}
}

// unlocked checks that GPIOLOCK reads as 0 after the right value, until another.
func unlocked(t *run.T, g *pl061.GPIO) {
	pl061.Lock.WriteT(t, g.Regs, pl061.Unlock)
	reg.ExpectT(t, g.Regs, "GPIOLOCK after the right value", pl061.Lock, 0)
	pl061.Lock.WriteT(t, g.Regs, 0)
	reg.ExpectT(t, g.Regs, "GPIOLOCK after another value", pl061.Lock, 1)
}
