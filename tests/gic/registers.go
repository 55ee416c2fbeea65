package gic

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/interrupt/gic"
)

// registers checks the registers of the distributor and of the interface (IHI 0048B.b, sections 4.3 and 4.4).
func registers(t *run.T, c *gic.Controller) {
	typ := gic.Type.ReadT(t, c.Regs)
	words := gic.Words(typ)
	t.Step("after a reset", func() { resetValues(t, c, words) })
	t.Step("enables", func() { setAndCleared(t, c, words, "GICD_ISENABLER", gic.SetEnable, "GICD_ICENABLER", gic.ClearEnable) })
	t.Step("pending without a processor", func() { // after a reset interrupts go to none
		gic.SetPending(1).WriteT(t, c.Regs, 1<<20)
		reg.ExpectT(t, c.Regs, "GICD_ISPENDR1", gic.SetPending(1), 1<<20)
	})
	for n := gic.First; n < 32*words; n++ {
		t.Must(c.Target(t.Context(), n))
	}
	t.Step("pending bits", func() { setAndCleared(t, c, words, "GICD_ISPENDR", gic.SetPending, "GICD_ICPENDR", gic.ClearPending) })
	t.Step("priorities", func() { priorities(t, c, words) })
	present := uint8(1<<gic.Processors(typ) - 1)
	t.Step("targets", func() { targets(t, c, words, present) })
	t.Step("processors that are not there", func() {
		gic.Targets(gic.First).WriteT(t, c.Regs, 0xff)
		reg.ExpectBitsT(t, c.Regs, "GICD_ITARGETSR", gic.Targets(gic.First), ^present, 0)
	})
	t.Step("edges and levels", func() { configs(t, c, words) })
	t.Step("interface", func() {
		for _, v := range []uint32{0xf0, 0x50, 0xa0, 0} {
			reg.KeepsT(t, c.CPU, "GICC_PMR", gic.Mask, v)
		}
		for _, v := range []uint32{7, 4, 6} {
			reg.KeepsT(t, c.CPU, "GICC_BPR", gic.BinaryPoint, v)
		}
		reg.IgnoresT(t, c.CPU, "GICC_RPR", gic.Running)
		reg.IgnoresT(t, c.CPU, "GICC_HPPIR", gic.Highest)
		reg.IgnoresT(t, c.Regs, "GICD_TYPER", gic.Type)
	})
	t.Step("reset", func() {
		for n := 1; n < words; n++ {
			gic.SetEnable(n).WriteT(t, c.Regs, ^uint32(0))
			gic.SetPending(n).WriteT(t, c.Regs, ^uint32(0))
			gic.Priority(32*n).WriteT(t, c.Regs, 0xa0)
		}
		gic.Distribute.WriteT(t, c.Regs, 1)
		gic.Mask.WriteT(t, c.CPU, 0xf0)
		gic.Signal.WriteT(t, c.CPU, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		resetValues(t, c, words)
	})
}

// resetValues checks the registers after a reset.
func resetValues(t *run.T, c *gic.Controller, words int) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "GICD_CTLR after a reset", gic.Distribute, 0)
	reg.ExpectT(t, c.CPU, "GICC_CTLR after a reset", gic.Signal, 0)
	reg.ExpectT(t, c.CPU, "GICC_PMR after a reset", gic.Mask, 0)
	reg.ExpectT(t, c.CPU, "GICC_RPR after a reset", gic.Running, gic.Idle)
	reg.ExpectT(t, c.CPU, "GICC_HPPIR after a reset", gic.Highest, gic.Spurious)
	reg.ExpectT(t, c.CPU, "GICC_IAR after a reset", gic.Acknowledge, gic.Spurious)
	for n := 1; n < words; n++ {
		reg.ExpectT(t, c.Regs, fmt.Sprintf("GICD_ISENABLER%d after a reset", n), gic.SetEnable(n), 0)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("GICD_ISPENDR%d after a reset", n), gic.SetPending(n), 0)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("GICD_ISACTIVER%d after a reset", n), gic.Active(n), 0)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("GICD_IPRIORITYR of interrupt %d after a reset", 32*n), gic.Priority(32*n), 0)
	}
}

// setAndCleared checks a pair of registers: ones set and clear, zeros do nothing, and both read alike.
func setAndCleared(t *run.T, c *gic.Controller, words int, setName string, set func(int) reg.Reg[uint32], clearName string, clear func(int) reg.Reg[uint32]) {
	t.Helper()
	for n := 1; n < words; n++ {
		expect := func(when string, want uint32) {
			t.Helper()
			reg.ExpectT(t, c.Regs, fmt.Sprintf("%s%d %s", setName, n, when), set(n), want)
			reg.ExpectT(t, c.Regs, fmt.Sprintf("%s%d %s", clearName, n, when), clear(n), want)
		}
		set(n).WriteT(t, c.Regs, 0x5a5a_0ff0)
		set(n).WriteT(t, c.Regs, 0x0000_a00f)
		expect("with some set", 0x5a5a_afff)
		clear(n).WriteT(t, c.Regs, 0)
		expect("with nothing cleared", 0x5a5a_afff)
		clear(n).WriteT(t, c.Regs, 0x5000_a0f0)
		expect("with some cleared", 0x0a5a_0f0f)
		clear(n).WriteT(t, c.Regs, ^uint32(0))
		expect("with all cleared", 0)
	}
}

// priorities checks that each interrupt keeps the upper bits of a priority of its own.
func priorities(t *run.T, c *gic.Controller, words int) {
	value := func(n int) uint8 { return uint8(n*0x30) & 0xf0 }
	for n := gic.First; n < 32*words; n++ {
		gic.Priority(n).WriteT(t, c.Regs, value(n))
	}
	for n := gic.First; n < 32*words; n++ {
		reg.ExpectT(t, c.Regs, fmt.Sprintf("GICD_IPRIORITYR of interrupt %d", n), gic.Priority(n), value(n))
		gic.Priority(n).WriteT(t, c.Regs, 0)
	}
}

// targets checks that each interrupt keeps its processors, of those that are present. With a single one there is nothing to keep.
func targets(t *run.T, c *gic.Controller, words int, present uint8) {
	kept, seen := present, present
	if present == 1 {
		kept, seen = 0, ^uint8(0)
	}
	for n := gic.First; n < 32*words; n++ {
		gic.Targets(n).WriteT(t, c.Regs, present)
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("GICD_ITARGETSR of interrupt %d", n), gic.Targets(n), seen, kept)
		gic.Targets(n).WriteT(t, c.Regs, uint8(n)&present)
	}
	for n := gic.First; n < 32*words; n++ {
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("GICD_ITARGETSR of interrupt %d beside others", n), gic.Targets(n), seen, uint8(n)&kept)
		gic.Targets(n).WriteT(t, c.Regs, 0)
	}
}

// configs checks that each interrupt of a peripheral can be of an edge or of a level.
func configs(t *run.T, c *gic.Controller, words int) {
	const upper = 0xaaaa_aaaa
	for n := 2; n < 2*words; n++ {
		for _, v := range []uint32{upper, 0x8080_8080, 0x2200_0022, 0} {
			gic.Config(n).WriteT(t, c.Regs, v)
			reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("GICD_ICFGR%d", n), gic.Config(n), upper, v)
		}
	}
}
