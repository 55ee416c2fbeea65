package pl190

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/interrupt/pl190"
)

// interrupts uses each register (DDI 0181E, section 3.3 "Register descriptions").
func interrupts(t *run.T, c *pl190.Controller) {
	w := watch{t: t, c: c}
	for n := range w.lines {
		line, err := c.Interrupt(t.Context(), n)
		t.Must(err)
		w.lines[n] = line
	}
	t.Step("after a reset", func() {
		w.resetValues()
		primecell.ExpectT(t, c.Regs, pl190.PeripheralID)
	})
	t.Step("written", w.written)
	t.Step("sources", w.sources)
	t.Step("software interrupts", w.software)
	t.Step("select", w.selected)
	t.Step("FIQ disabled", w.disabledFIQ)
	t.Step("vectors", w.vectors)
	t.Step("nested", w.nested)
	t.Step("default vector", w.defaultVector)
	t.Step("disabled vector", w.disabledVector)
	t.Step("reset", func() {
		w.priorities()
		pl190.Protection.WriteT(t, c.Regs, 1)
		pl190.Select.WriteT(t, c.Regs, 1<<9)
		w.soft(7, 9)
		w.level("before the reset", true, true)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
}

// watch is a controller with its outputs watched.
type watch struct {
	t     *run.T
	c     *pl190.Controller
	lines [2]guest.Line
}

// level checks both outputs: true is an interrupt.
func (w watch) level(when string, irq, fiq bool) {
	w.t.Helper()
	w.lines[pl190.IRQ].ExpectT(w.t, "IRQ "+when, irq)
	w.lines[pl190.FIQ].ExpectT(w.t, "FIQ "+when, fiq)
}

// resetValues checks the registers after a reset.
func (w watch) resetValues() {
	w.t.Helper()
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
	}{
		{"VICIRQSTATUS", pl190.IRQStatus}, {"VICFIQSTATUS", pl190.FIQStatus}, {"VICRAWINTR", pl190.Raw}, {"VICINTSELECT", pl190.Select},
		{"VICINTENABLE", pl190.Enable}, {"VICSOFTINT", pl190.Soft}, {"VICPROTECTION", pl190.Protection}, {"VICDEFVECTADDR", pl190.DefaultVector},
		{"VICVECTADDR0", pl190.VectorAddress(0)}, {"VICVECTADDR15", pl190.VectorAddress(pl190.Vectors - 1)},
		{"VICVECTCNTL0", pl190.VectorControl(0)}, {"VICVECTCNTL15", pl190.VectorControl(pl190.Vectors - 1)},
	} {
		reg.ExpectT(w.t, w.c.Regs, r.name+" after a reset", r.Reg, 0)
	}
	w.level("after a reset", false, false)
}

// begin has all sources disabled, and nothing in service.
func (w watch) begin() {
	w.t.Helper()
	pl190.Disable.WriteT(w.t, w.c.Regs, ^uint32(0))
	pl190.ClearSoft.WriteT(w.t, w.c.Regs, ^uint32(0))
	pl190.Select.WriteT(w.t, w.c.Regs, 0)
	pl190.Current.WriteT(w.t, w.c.Regs, 0)
	w.level("with all sources disabled", false, false)
}

// written checks which bits keep written values.
func (w watch) written() {
	for _, v := range []uint32{0xa5a5_a5a5, 0x5a5a_5a5a, 0} {
		reg.KeepsT(w.t, w.c.Regs, "VICINTSELECT", pl190.Select, v)
		reg.KeepsT(w.t, w.c.Regs, "VICDEFVECTADDR", pl190.DefaultVector, v)
		for n := range pl190.Vectors {
			reg.KeepsT(w.t, w.c.Regs, "VICVECTADDR", pl190.VectorAddress(n), v+uint32(n))
		}
	}
	for n := range pl190.Vectors {
		reg.KeepsT(w.t, w.c.Regs, "VICVECTCNTL", pl190.VectorControl(n), pl190.Vector(2*n+1))
		reg.KeepsT(w.t, w.c.Regs, "VICVECTCNTL", pl190.VectorControl(n), uint32(n))
	}
	for n := range pl190.Vectors {
		reg.ExpectT(w.t, w.c.Regs, "VICVECTADDR with all written", pl190.VectorAddress(n), uint32(n))
		reg.ExpectT(w.t, w.c.Regs, "VICVECTCNTL with all written", pl190.VectorControl(n), uint32(n))
	}
	for _, v := range []uint32{1, 0} {
		reg.KeepsT(w.t, w.c.Regs, "VICPROTECTION", pl190.Protection, v)
	}
	reg.IgnoresT(w.t, w.c.Regs, "VICIRQSTATUS", pl190.IRQStatus)
	reg.IgnoresT(w.t, w.c.Regs, "VICFIQSTATUS", pl190.FIQStatus)
	reg.IgnoresT(w.t, w.c.Regs, "VICRAWINTR", pl190.Raw)
}

// drive sets the level of a source.
func (w watch) drive(source int, high bool) {
	w.t.Helper()
	w.t.Must(w.c.Drive(w.t.Context(), source, high))
}

// status checks what the controller tells of active sources.
func (w watch) status(when string, raw, irq, fiq uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "VICRAWINTR "+when, pl190.Raw, raw)
	reg.ExpectT(w.t, w.c.Regs, "VICIRQSTATUS "+when, pl190.IRQStatus, irq)
	reg.ExpectT(w.t, w.c.Regs, "VICFIQSTATUS "+when, pl190.FIQStatus, fiq)
	w.level(when, irq != 0, fiq != 0)
}

// sources checks the bits of each source, first disabled, then enabled.
func (w watch) sources() {
	w.begin()
	w.t.Cleanup(func() {
		for n := range pl190.Sources {
			w.drive(n, false)
		}
	})
	for n := range pl190.Sources {
		bit := uint32(1) << n
		w.drive(n, true)
		w.status("of a disabled source", bit, 0, 0)
		pl190.Enable.WriteT(w.t, w.c.Regs, bit)
		pl190.Enable.WriteT(w.t, w.c.Regs, 0)
		reg.ExpectT(w.t, w.c.Regs, "VICINTENABLE", pl190.Enable, bit)
		w.status("of an enabled source", bit, bit, 0)
		w.drive(n, false)
		w.status("of an inactive source", 0, 0, 0)
		pl190.Disable.WriteT(w.t, w.c.Regs, ^bit)
		reg.ExpectT(w.t, w.c.Regs, "VICINTENABLE with other sources disabled", pl190.Enable, bit)
		pl190.Disable.WriteT(w.t, w.c.Regs, bit)
		reg.ExpectT(w.t, w.c.Regs, "VICINTENABLE with the source disabled", pl190.Enable, 0)
	}
}

// software checks that a written bit makes a source active, together with its input.
func (w watch) software() {
	const source, bit = 12, 1 << 12
	w.begin()
	w.t.Cleanup(func() { w.drive(source, false) })
	pl190.Enable.WriteT(w.t, w.c.Regs, ^uint32(0))
	pl190.Soft.WriteT(w.t, w.c.Regs, bit)
	pl190.Soft.WriteT(w.t, w.c.Regs, 0)
	reg.ExpectT(w.t, w.c.Regs, "VICSOFTINT", pl190.Soft, bit)
	w.status("of a software interrupt", bit, bit, 0)
	pl190.Soft.WriteT(w.t, w.c.Regs, 1)
	w.status("of two software interrupts", bit|1, bit|1, 0)
	w.drive(source, true)
	pl190.ClearSoft.WriteT(w.t, w.c.Regs, bit|1)
	reg.ExpectT(w.t, w.c.Regs, "VICSOFTINT cleared", pl190.Soft, 0)
	w.status("of an active source with its software interrupt cleared", bit, bit, 0)
	w.drive(source, false)
	w.status("of neither", 0, 0, 0)
}

// selected checks that VICINTSELECT makes FIQs of sources.
func (w watch) selected() {
	const irq, fiq = 1 << 3, 1 << 30
	w.begin()
	pl190.Enable.WriteT(w.t, w.c.Regs, irq|fiq)
	pl190.Select.WriteT(w.t, w.c.Regs, fiq)
	pl190.Soft.WriteT(w.t, w.c.Regs, fiq)
	w.status("with an FIQ", fiq, 0, fiq)
	pl190.Soft.WriteT(w.t, w.c.Regs, irq)
	w.status("with both", irq|fiq, irq, fiq)
	pl190.Select.WriteT(w.t, w.c.Regs, irq)
	w.status("exchanged", irq|fiq, fiq, irq)
}

// disabledFIQ checks that VICINTENABLE masks FIQs, too.
func (w watch) disabledFIQ() {
	const fiq = 1 << 3
	w.begin()
	w.t.Cleanup(w.begin)
	pl190.Select.WriteT(w.t, w.c.Regs, fiq)
	pl190.Soft.WriteT(w.t, w.c.Regs, fiq)
	w.status("disabled", fiq, 0, 0)
}

// Addresses of the handlers.
const (
	vectorBase     = 0x8000
	defaultHandler = 0x4000
)

// handler is the address in vector n.
func handler(n int) uint32 { return vectorBase + 0x20*uint32(n) }

// priorities enables all sources. Vector n has source 7 + n, so that the last sources and the first have none.
func (w watch) priorities() {
	w.t.Helper()
	w.begin()
	pl190.DefaultVector.WriteT(w.t, w.c.Regs, defaultHandler)
	for n := range pl190.Vectors {
		pl190.VectorAddress(n).WriteT(w.t, w.c.Regs, handler(n))
		pl190.VectorControl(n).WriteT(w.t, w.c.Regs, pl190.Vector(7+n))
	}
	pl190.Enable.WriteT(w.t, w.c.Regs, ^uint32(0))
}

// soft makes sources active.
func (w watch) soft(sources ...int) {
	w.t.Helper()
	for _, n := range sources {
		pl190.Soft.WriteT(w.t, w.c.Regs, 1<<n)
	}
}

// serves checks the address of the interrupt whose service begins, and that the line is low then.
func (w watch) serves(when string, want uint32) {
	w.t.Helper()
	w.level("before "+when, true, false)
	reg.ExpectT(w.t, w.c.Regs, "VICVECTADDR of "+when, pl190.Current, want)
	w.level("in service of "+when, false, false)
}

// ends clears a source and ends its service.
func (w watch) ends(source int) {
	w.t.Helper()
	pl190.ClearSoft.WriteT(w.t, w.c.Regs, 1<<source)
	pl190.Current.WriteT(w.t, w.c.Regs, 0)
}

// vectors checks each vector alone, and then that of several active sources the first vector is served first.
func (w watch) vectors() {
	w.priorities()
	for n := range pl190.Vectors {
		w.soft(7 + n)
		w.serves("a vector alone", handler(n))
		w.ends(7 + n)
		w.level("after the service", false, false)
	}
	for n := range pl190.Vectors {
		w.soft(7 + n)
	}
	for n := range pl190.Vectors {
		w.serves("one of several", handler(n))
		w.ends(7 + n)
	}
	w.level("after the last service", false, false)
}

// nested checks that a service is interrupted by a higher priority alone, and that it goes on after that.
func (w watch) nested() {
	w.priorities()
	w.soft(7 + 5)
	w.serves("vector 5", handler(5))
	w.soft(7+5, 7+6, 2)
	w.level("with lower priorities", false, false)
	w.soft(7 + 2)
	w.serves("vector 2 within it", handler(2))
	w.ends(7 + 2)
	w.level("back in the service of vector 5", false, false)
	w.ends(7 + 5)
	w.serves("vector 6", handler(6))
	w.ends(7 + 6)
	w.serves("a source without a vector", defaultHandler)
	w.ends(2)
	w.level("after the last service", false, false)
}

// defaultVector checks the address of sources without a vector, and that it has the lowest priority.
func (w watch) defaultVector() {
	w.priorities()
	w.soft(31)
	w.serves("a source without a vector", defaultHandler)
	w.soft(7 + 15)
	w.serves("the last vector within it", handler(15))
	w.ends(7 + 15)
	w.ends(31)
	w.level("after both services", false, false)
}

// disabledVector checks that the source of a vector that is disabled has the default address.
func (w watch) disabledVector() {
	w.priorities()
	pl190.VectorControl(0).WriteT(w.t, w.c.Regs, 7)
	w.soft(7)
	w.serves("the source of a disabled vector", defaultHandler)
	w.ends(7)
}
