package gic

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/interrupt/gic"
)

// nonSecure checks what accesses that are not secure see of a controller with the security extensions, after power-on: all
// interrupts are of Group 0, which is secure software's (IHI 0048B.b, sections 3.8 and 4.1.4, and each register in chapter 4).
func nonSecure(t *run.T, c *gic.Controller) {
	line, err := c.IRQ(t.Context())
	t.Must(err)
	v := view{watch{t, c, line}}
	reg.ExpectBitsT(t, c.Regs, "GICD_TYPER", gic.Type, gic.Security, gic.Security)
	t.Step("groups", v.groups)
	t.Step("secure interrupts", v.hidden)
	t.Step("controls", v.controls)
	t.Step("priority mask", v.mask)
	t.Step("binary points", v.points)
	t.Step("peripheral's interrupt", v.peripheral)
	t.Step("software's interrupt", v.software)
	t.Step("reset", func() {
		gic.Distribute.WriteT(t, c.Regs, 1)
		gic.Signal.WriteT(t, c.CPU, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectT(t, c.Regs, "GICD_CTLR after a reset", gic.Distribute, 0)
		reg.ExpectT(t, c.CPU, "GICC_CTLR after a reset", gic.Signal, 0)
	})
}

// view is a controller as software sees it that is not secure.
type view struct{ watch }

// zero checks a register that reads as 0 and ignores writes.
func zero[V reg.Word](w watch, s reg.Space, what string, r reg.Reg[V]) {
	w.t.Helper()
	reg.ExpectT(w.t, s, what, r, 0)
	r.WriteT(w.t, s, ^V(0))
	reg.ExpectT(w.t, s, what+" after a write of ones", r, 0)
}

// words returns the number of words of a bit for each interrupt.
func (v view) words() int { return gic.Words(gic.Type.ReadT(v.t, v.c.Regs)) }

// groups checks that the groups are secure software's to choose, and to know.
func (v view) groups() {
	for n := range v.words() {
		zero(v.watch, v.c.Regs, fmt.Sprintf("GICD_IGROUPR%d", n), gic.Group(n))
	}
}

// hidden checks that nothing of a secure interrupt is seen or changed.
func (v view) hidden() {
	for n := 1; n < v.words(); n++ {
		for _, r := range []struct {
			name string
			reg  reg.Reg[uint32]
		}{
			{"GICD_ISENABLER", gic.SetEnable(n)}, {"GICD_ISPENDR", gic.SetPending(n)}, {"GICD_ISACTIVER", gic.Active(n)},
			{"GICD_ICFGR, first half of", gic.Config(2 * n)}, {"GICD_ICFGR, second half of", gic.Config(2*n + 1)},
		} {
			zero(v.watch, v.c.Regs, fmt.Sprintf("%s word %d", r.name, n), r.reg)
		}
	}
	for n := gic.First; n < 32*v.words(); n++ {
		zero(v.watch, v.c.Regs, fmt.Sprintf("GICD_IPRIORITYR of interrupt %d", n), gic.Priority(n))
		zero(v.watch, v.c.Regs, fmt.Sprintf("GICD_ITARGETSR of interrupt %d", n), gic.Targets(n))
	}
}

// controls checks that there is a bit for Group 1 alone.
func (v view) controls() {
	const group1, group0 = 1, 2
	for _, on := range []uint32{1, 0} {
		reg.KeepsT(v.t, v.c.Regs, "GICD_CTLR", gic.Distribute, on)
		gic.Signal.WriteT(v.t, v.c.CPU, on)
		reg.ExpectBitsT(v.t, v.c.CPU, "GICC_CTLR", gic.Signal, group1, on)
	}
	gic.Distribute.WriteT(v.t, v.c.Regs, group0)
	reg.ExpectT(v.t, v.c.Regs, "GICD_CTLR after a write of bit 1", gic.Distribute, 0)
	const secure = 0x1e // EnableGrp1 of secure software, AckCtl, FIQEn, CBPR
	gic.Signal.WriteT(v.t, v.c.CPU, secure)
	reg.ExpectBitsT(v.t, v.c.CPU, "GICC_CTLR after a write of bits 4:1", gic.Signal, secure|group1, 0)
	gic.Signal.WriteT(v.t, v.c.CPU, 0)
}

// mask checks that the priority mask is out of reach while secure software has it among its own half of the priorities, as it is
// after power-on.
func (v view) mask() {
	for _, m := range []uint32{0xf0, 0x80, 0x10} {
		gic.Mask.WriteT(v.t, v.c.CPU, m)
		reg.ExpectT(v.t, v.c.CPU, fmt.Sprintf("GICC_PMR after a write of %#x", m), gic.Mask, 0)
	}
}

// points checks that the binary point is that of Group 1, and that its alias is secure software's.
func (v view) points() {
	zero(v.watch, v.c.CPU, "GICC_ABPR", gic.Aliased)
	for _, p := range []uint32{7, 4, 5} {
		reg.KeepsT(v.t, v.c.CPU, "GICC_BPR", gic.BinaryPoint, p)
	}
	zero(v.watch, v.c.CPU, "GICC_ABPR after GICC_BPR was written", gic.Aliased)
	reg.ExpectT(v.t, v.c.CPU, "GICC_BPR after GICC_ABPR was written", gic.BinaryPoint, 5)
}

// on turns both parts of the controller on for Group 1.
func (v view) on() {
	v.t.Helper()
	gic.Distribute.WriteT(v.t, v.c.Regs, 1)
	gic.Signal.WriteT(v.t, v.c.CPU, 1)
}

// nothing checks that no interrupt is told of.
func (v view) nothing(when string) {
	v.t.Helper()
	v.expect(when, gic.Spurious, gic.Idle, false)
	v.acknowledge(gic.Spurious)
}

// peripheral checks that a secure interrupt that a peripheral raises stays unseen.
func (v view) peripheral() {
	v.on()
	v.nothing("at first")
	gic.SetEnable(some/32).WriteT(v.t, v.c.Regs, bit(some))
	v.drive(some, true)
	v.state("raised", some, false, false)
	v.nothing("raised")
	v.drive(some, false)
	v.nothing("lowered")
}

// software checks that GICD_SGIR generates no interrupt of Group 0, whatever its bit NSATT is.
func (v view) software() {
	const itself, group1 = 2 << 24, 1 << 15
	v.on()
	for _, nsatt := range []uint32{0, group1} {
		for n := range uint32(16) {
			gic.Software.WriteT(v.t, v.c.Regs, itself|nsatt|n)
			v.nothing(fmt.Sprintf("after GICD_SGIR was written for interrupt %d", n))
		}
	}
}
