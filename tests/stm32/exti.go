package stm32

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// extiSettings are the registers of a bank that keep what is written.
func extiSettings(b stm32.Bank) []register {
	return []register{
		{"EXTI_IMR", b.InterruptMask, b.Lines}, {"EXTI_EMR", b.EventMask, b.Lines},
		{"EXTI_RTSR", b.Rising, b.Configurable}, {"EXTI_FTSR", b.Falling, b.Configurable},
	}
}

// extiRegisters checks the values after a reset, and which bits keep what is written (RM0351, section "EXTI registers").
func extiRegisters(t *run.T, e *stm32.EXTI) {
	t.Step("after a reset", func() { extiAfterReset(t, e) })
	t.Step("written", func() {
		for _, b := range e.Banks {
			for _, r := range extiSettings(b) {
				keeps(t, e.Regs, r)
			}
		}
	})
	t.Step("another reset", func() {
		for _, b := range e.Banks {
			for _, r := range extiSettings(b) {
				r.WriteT(t, e.Regs, 0x5a5a_5a5a&r.bits)
			}
			b.Software.WriteT(t, e.Regs, b.Configurable)
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		extiAfterReset(t, e)
	})
}

func extiAfterReset(t *run.T, e *stm32.EXTI) {
	t.Helper()
	for _, b := range e.Banks {
		reg.ExpectT(t, e.Regs, "EXTI_IMR after a reset", b.InterruptMask, b.Reset)
		reg.ExpectT(t, e.Regs, "EXTI_EMR after a reset", b.EventMask, 0)
		reg.ExpectT(t, e.Regs, "EXTI_RTSR after a reset", b.Rising, 0)
		reg.ExpectT(t, e.Regs, "EXTI_FTSR after a reset", b.Falling, 0)
		reg.ExpectT(t, e.Regs, "EXTI_SWIER after a reset", b.Software, 0)
		reg.ExpectT(t, e.Regs, "EXTI_PR after a reset", b.Pending, 0)
	}
}

// edges is the controller with its interrupts watched.
type edges struct {
	t    *run.T
	e    *stm32.EXTI
	irqs []guest.Line // of the lines
}

// watchLines watches the interrupts of the lines.
func watchLines(t *run.T, e *stm32.EXTI) edges {
	t.Helper()
	w := edges{t: t, e: e}
	for n := range e.Interrupts() {
		line, err := e.Interrupt(t.Context(), n)
		t.Must(err)
		w.irqs = append(w.irqs, line)
	}
	return w
}

// lines checks by which edges of its lines the controller interrupts (RM0351, section "EXTI functional description").
func lines(t *run.T, e *stm32.EXTI) {
	w := watchLines(t, e)
	for n := range w.irqs {
		w.drive(n, false) // the pins of the debugger are high
	}
	t.Step("rising edge", func() { w.edge(true, false) })
	t.Step("falling edge", func() { w.edge(false, true) })
	t.Step("both edges", func() { w.edge(true, true) })
	t.Step("no edge", func() { w.edge(false, false) })
	t.Step("interrupt by the other edge", w.other)
	t.Step("level without an edge", w.level)
	t.Step("masked", w.masked)
	t.Step("cleared by ones alone", w.cleared)
	t.Step("software", w.software)
	t.Step("software interrupt masked", w.softwareMasked)
	t.Step("direct lines", w.direct)
	t.Step("request until it is cleared", w.request)
	t.Step("one request for several lines", w.together)
	t.Step("lines of the comparators", w.comparators)
}

// The lines of the comparators, whose interrupt has a step of its own.
const (
	comparator1 = 21
	comparator2 = 22
)

// each calls check for each configurable line whose interrupt leads somewhere.
func (w edges) each(check func(line int, b stm32.Bank, bit uint32)) {
	w.t.Helper()
	for _, b := range w.e.Banks {
		for n := range 32 {
			line := b.First + n
			if line < len(w.irqs) && b.Configurable>>n&1 != 0 && line != comparator1 && line != comparator2 {
				check(line, b, 1<<n)
			}
		}
	}
}

// quiet has no line with an edge, none pending, and lets no interrupt through.
func (w edges) quiet() {
	w.t.Helper()
	for _, b := range w.e.Banks {
		b.InterruptMask.WriteT(w.t, w.e.Regs, 0)
		b.Rising.WriteT(w.t, w.e.Regs, 0)
		b.Falling.WriteT(w.t, w.e.Regs, 0)
		b.Pending.WriteT(w.t, w.e.Regs, b.Configurable)
	}
}

// drive sets the level of a line.
func (w edges) drive(line int, high bool) {
	w.t.Helper()
	w.t.Must(w.e.Drive(w.t.Context(), line, high))
}

// interrupts checks the pending lines of a bank, and whether the interrupt of a line comes by an action, once.
func (w edges) interrupts(when string, b stm32.Bank, pending uint32, line int, comes bool, action func()) {
	w.t.Helper()
	w.comes(when, line, comes, func() {
		action()
		reg.ExpectT(w.t, w.e.Regs, "EXTI_PR "+when, b.Pending, pending)
	})
}

// comes checks whether the interrupt of a line comes, once, while accesses are made of which the last one is a read, and that no
// other does.
func (w edges) comes(when string, line int, comes bool, accesses func()) {
	w.t.Helper()
	before := w.counts()
	accesses()
	for n, count := range w.counts() {
		want := before[n]
		if comes && w.irqs[n] == w.irqs[line] { // several lines have the same interrupt
			want++
		}
		if count != want {
			w.t.Errorf("%s: the interrupt of line %d came %d times, want %d", when, n, count-before[n], want-before[n])
		}
	}
}

// counts returns how often the interrupt of each line has come.
func (w edges) counts() []uint64 {
	counts := make([]uint64, 0, len(w.irqs))
	for _, irq := range w.irqs {
		counts = append(counts, irq.Count())
	}
	return counts
}

func (w edges) edge(rises, falls bool) {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
		if rises {
			b.Rising.WriteT(w.t, w.e.Regs, bit)
		}
		if falls {
			b.Falling.WriteT(w.t, w.e.Regs, bit)
		}
		for _, edge := range []struct {
			name       string
			high, want bool
		}{{"rising", true, rises}, {"falling", false, falls}} {
			var want uint32
			if edge.want {
				want = bit
			}
			when := fmt.Sprintf("after a %s edge of line %d", edge.name, line)
			if edge.want {
				w.interrupts(when, b, want, line, true, func() { w.drive(line, edge.high) })
			} else {
				w.drive(line, edge.high)
				reg.ExpectT(w.t, w.e.Regs, "EXTI_PR "+when, b.Pending, want)
			}
			w.interrupts(when+", cleared", b, 0, line, false, func() { b.Pending.WriteT(w.t, w.e.Regs, bit) })
		}
		w.quiet()
	})
}

// other checks that a line does not interrupt by the edge that it does not wait for.
func (w edges) other() {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
		b.Falling.WriteT(w.t, w.e.Regs, bit)
		w.interrupts(fmt.Sprintf("after a rising edge of line %d", line), b, 0, line, false, func() { w.drive(line, true) })
		b.Falling.WriteT(w.t, w.e.Regs, 0)
		b.Rising.WriteT(w.t, w.e.Regs, bit)
		w.interrupts(fmt.Sprintf("after a falling edge of line %d", line), b, 0, line, false, func() { w.drive(line, false) })
		w.quiet()
	})
}

// level checks that a line that is driven to the level that it has is no edge.
func (w edges) level() {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
		b.Rising.WriteT(w.t, w.e.Regs, bit)
		b.Falling.WriteT(w.t, w.e.Regs, bit)
		for _, high := range []bool{true, false} {
			w.drive(line, high)
			b.Pending.WriteT(w.t, w.e.Regs, bit)
			w.interrupts(fmt.Sprintf("line %d driven again", line), b, 0, line, false, func() { w.drive(line, high) })
		}
		w.quiet()
	})
}

// masked checks that the edge of a line that is masked does not interrupt.
func (w edges) masked() {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, b.Lines&^bit)
		b.Rising.WriteT(w.t, w.e.Regs, bit)
		w.comes(fmt.Sprintf("line %d masked", line), line, false, func() {
			w.drive(line, true)
			reg.ExpectT(w.t, w.e.Regs, "EXTI_IMR", b.InterruptMask, b.Lines&^bit)
		})
		w.drive(line, false)
		w.quiet()
	})
}

// cleared checks that a written 1 clears the pending bit of its line, and a 0 none.
func (w edges) cleared() {
	w.quiet()
	for _, b := range w.e.Banks {
		b.InterruptMask.WriteT(w.t, w.e.Regs, b.Configurable)
		b.Rising.WriteT(w.t, w.e.Regs, b.Configurable)
	}
	left := map[int]uint32{}
	w.each(func(line int, b stm32.Bank, bit uint32) {
		w.drive(line, true)
		left[b.First] |= bit
	})
	w.each(func(line int, b stm32.Bank, bit uint32) {
		w.comes(fmt.Sprintf("line %d cleared", line), line, false, func() {
			b.Pending.WriteT(w.t, w.e.Regs, 0)
			reg.ExpectT(w.t, w.e.Regs, "EXTI_PR after zeros", b.Pending, left[b.First])
			b.Pending.WriteT(w.t, w.e.Regs, bit)
			left[b.First] &^= bit
			reg.ExpectT(w.t, w.e.Regs, fmt.Sprintf("EXTI_PR, line %d cleared", line), b.Pending, left[b.First])
		})
		w.drive(line, false)
	})
	w.quiet()
}

// request checks that the interrupt of a line is requested until its pending bit is cleared.
func (w edges) request() {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
		b.Rising.WriteT(w.t, w.e.Regs, bit)
		w.drive(line, true)
		w.drive(line, false)
		reg.ExpectT(w.t, w.e.Regs, "EXTI_PR", b.Pending, bit)
		w.irqs[line].ExpectT(w.t, fmt.Sprintf("line %d pending", line), true)
		b.Pending.WriteT(w.t, w.e.Regs, bit)
		reg.ExpectT(w.t, w.e.Regs, "EXTI_PR, cleared", b.Pending, 0)
		w.irqs[line].ExpectT(w.t, fmt.Sprintf("line %d cleared", line), false)
		w.quiet()
	})
}

// together checks that the interrupt of lines 5 to 9 stays until the last of them is cleared.
func (w edges) together() {
	const first, last, mask = 5, 9, 0x3e0
	w.quiet()
	b := w.e.Banks[0]
	b.InterruptMask.WriteT(w.t, w.e.Regs, mask)
	b.Software.WriteT(w.t, w.e.Regs, mask)
	for line := first; line <= last; line++ {
		w.irqs[line].ExpectT(w.t, fmt.Sprintf("line %d and the next ones pending", line), true)
		b.Pending.WriteT(w.t, w.e.Regs, 1<<line)
	}
	reg.ExpectT(w.t, w.e.Regs, "EXTI_PR after the last", b.Pending, 0)
	w.irqs[last].ExpectT(w.t, "after the last", false)
	w.quiet()
}

// comparators checks that the lines of the comparators interrupt, if the microcontroller has them.
func (w edges) comparators() {
	if len(w.irqs) <= comparator2 {
		return
	}
	w.quiet()
	b := w.e.Banks[0]
	for _, line := range []int{comparator1, comparator2} {
		bit := uint32(1) << line
		b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
		w.interrupts("by software", b, bit, line, true, func() { b.Software.WriteT(w.t, w.e.Regs, bit) })
		w.quiet()
	}
}

// software checks that a written 1 is pending until it is cleared, and can then be written again.
func (w edges) software() {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
		for range 2 {
			w.interrupts("by software", b, bit, line, true, func() { b.Software.WriteT(w.t, w.e.Regs, bit) })
			reg.ExpectT(w.t, w.e.Regs, "EXTI_SWIER", b.Software, bit)
			w.interrupts("by software, cleared", b, 0, line, false, func() { b.Pending.WriteT(w.t, w.e.Regs, bit) })
			reg.ExpectT(w.t, w.e.Regs, "EXTI_SWIER, the pending bit cleared", b.Software, 0)
		}
		w.quiet()
	})
}

// softwareMasked checks that a written 1 does not interrupt while the line is masked.
func (w edges) softwareMasked() {
	w.quiet()
	w.each(func(line int, b stm32.Bank, bit uint32) {
		b.InterruptMask.WriteT(w.t, w.e.Regs, b.Lines&^bit)
		w.comes(fmt.Sprintf("line %d masked", line), line, false, func() {
			b.Software.WriteT(w.t, w.e.Regs, bit)
			reg.ExpectT(w.t, w.e.Regs, "EXTI_IMR", b.InterruptMask, b.Lines&^bit)
		})
		w.quiet()
	})
}

// direct checks that the interrupt of a direct line has its level while it is not masked, and that it is never pending.
func (w edges) direct() {
	w.quiet()
	for _, b := range w.e.Banks {
		for n := range 32 {
			line, bit := b.First+n, uint32(1)<<n
			if b.Lines&^b.Configurable&bit == 0 {
				continue
			}
			state := func(when string, raised bool) {
				w.t.Helper()
				reg.ExpectT(w.t, w.e.Regs, "EXTI_PR "+when, b.Pending, 0)
				w.irqs[line].ExpectT(w.t, fmt.Sprintf("line %d %s", line, when), raised)
			}
			w.drive(line, true)
			state("masked", false)
			w.drive(line, false)
			b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
			w.drive(line, true)
			state("high", true)
			w.drive(line, false)
			state("low", false)
			b.InterruptMask.WriteT(w.t, w.e.Regs, 0)
		}
	}
}

// extiPins checks the way from the pins of all ports through SYSCFG to the interrupts.
func extiPins(t *run.T, e *stm32.EXTI) {
	w := watchLines(t, e)
	for n := range w.irqs {
		w.drive(n, false) // the pins of the debugger are high
	}
	for port := range stm32.Port(stm32.Ports) {
		t.Step(fmt.Sprintf("port %c", 'A'+rune(port)), func() {
			w.quiet()
			g, err := e.Pins(t.Context(), port)
			t.Must(err)
			stm32.Pull.WriteT(t, g.Regs, 0)
			stm32.Mode.WriteT(t, g.Regs, g.Each(stm32.Output))
			for pin := range g.Pins() {
				w.byPin(g, port, pin)
			}
		})
	}
}

// byPin checks that a pin that is an output interrupts by the line of its number.
func (w edges) byPin(g *stm32.GPIO, port stm32.Port, pin int) {
	w.t.Helper()
	bit, b := uint32(1)<<pin, w.e.Banks[0]
	b.InterruptMask.WriteT(w.t, w.e.Regs, bit)
	w.t.Must(w.e.System().Select(w.t.Context(), pin, int(port)))
	b.Rising.WriteT(w.t, w.e.Regs, bit)
	when := fmt.Sprintf("by pin %d", pin)
	w.interrupts(when, b, bit, pin, true, func() { stm32.OutputData.WriteT(w.t, g.Regs, bit) })
	b.Pending.WriteT(w.t, w.e.Regs, bit)
	w.interrupts(when+", cleared", b, 0, pin, false, func() { stm32.OutputData.WriteT(w.t, g.Regs, 0) })
}
