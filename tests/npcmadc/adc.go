package npcmadc

import (
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/npcmadc"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "npcm7xx_adc-tests/adc", npcmadc.Driver, adc, graph.SlowBeside("arm/npcm750-evb"), graph.Requires(graph.SteppedClock), graph.Known(deviations()...))
}

// deviations are those of the converter.
func deviations() []graph.Deviation {
	const driver = "Linux kernel, drivers/iio/adc/npcm_adc.c, "
	in := func(step string) []graph.Place { return []graph.Place{{Test: "npcm7xx_adc-tests/adc", Step: step}} }
	return []graph.Deviation{
		graph.Deviates("npcm-adc-overflow", graph.Deviation{
			In:     in("far above the reference"),
			Does:   "An input of 4.2 V or more has a result that is far too low: the voltage in µV times 1024 is taken modulo 2 to the 32nd.",
			Says:   "A result is the share of the reference that the input has, and at most the highest number of 10 or 12 bits.",
			Clause: graph.NewClause(driver + "scale of a raw result"),
		}),
		graph.Deviates("npcm-adc-interrupt-stays", graph.Deviation{
			In:     in("interrupt disabled"),
			Does:   "The line of a pending interrupt stays raised when ADC_INT_EN is cleared.",
			Says:   "ADC_INT_EN enables the interrupt; without it there is none.",
			Clause: graph.NewClause(driver + "ADC_INT_EN"),
		}),
		graph.Deviates("npcm845-adc-bits", graph.Deviation{
			In:     slices.Concat(in("internal reference"), in("external reference"), in("inputs")),
			On:     []string{"aarch64/npcm845-evb"},
			Does:   "Results have 10 bits.",
			Says:   "Those of the NPCM845 have 12 bits.",
			Clause: graph.NewClause(driver + "data of the NPCM8xx"),
		}),
	}
}

// adc checks the registers, the results of each input and both references, the time of a conversion, and the interrupt.
func adc(t *run.T, c *npcmadc.Converter) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, c, line}
	afterReset := reg.HoldsT(t, c.Regs, "ADCCON", npcmadc.ControlRegister)
	t.Step("after a reset", func() { reg.ExpectT(t, c.Regs, "ADCDATA after a reset", npcmadc.Data, 0) })
	t.Step("written", w.written)
	t.Step("internal reference", w.internal)
	t.Step("external reference", w.external)
	t.Step("inputs", w.inputs)
	t.Step("far above the reference", w.above)
	t.Step("not enabled", w.notEnabled)
	t.Step("time", w.time)
	t.Step("interrupt", w.interrupt)
	t.Step("interrupt disabled", w.masked)
	t.Step("reset of the part", func() {
		w.converts("before the reset", 0, npcmadc.InternalReference)
		npcmadc.ControlRegister.WriteT(t, c.Regs, npcmadc.Reset)
		reg.ExpectT(t, c.Regs, "ADCDATA after a reset of the part", npcmadc.Data, 0)
		afterReset(t, "after a reset of the part")
	})
	t.Step("reset", func() {
		t.Must(c.Start(t.Context(), 0, npcmadc.Interrupting))
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.step(long)
		afterReset(t, "after a reset")
		line.ExpectT(t, "after a reset", false)
	})
}

// watch is the converter with its interrupt watched.
type watch struct {
	t    *run.T
	c    *npcmadc.Converter
	line guest.Line
}

// long is longer than a conversion with the clock divided by the least.
const long = 100 * 2 * npcmadc.Tick

// step lets time pass.
func (w watch) step(d time.Duration) {
	w.t.Helper()
	w.c.Machine.StepT(w.t, d)
}

// written checks that the settings are kept.
func (w watch) written() {
	settings := []npcmadc.Control{0, npcmadc.Enable, npcmadc.InternalReference, npcmadc.Interrupting, npcmadc.Input(5), npcmadc.Input(2)}
	for bit := 1; bit < 9; bit++ {
		settings = append(settings, 1<<bit)
	}
	for _, v := range settings {
		npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, v|npcmadc.Done)
		reg.ExpectT(w.t, w.c.Regs, "ADCCON after a write", npcmadc.ControlRegister, v)
	}
	reg.IgnoresT(w.t, w.c.Regs, "ADCDATA", npcmadc.Data)
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, 0)
}

// converts converts an input and returns the result.
func (w watch) converts(when string, input int, with npcmadc.Control) uint32 {
	w.t.Helper()
	busy := npcmadc.Enable | npcmadc.Input(input) | with
	w.t.Must(w.c.Start(w.t.Context(), input, with))
	reg.ExpectT(w.t, w.c.Regs, "ADCCON in a conversion "+when, npcmadc.ControlRegister, busy|npcmadc.Convert)
	w.line.ExpectT(w.t, "in a conversion "+when, false)
	w.step(long)
	after := busy
	if with&npcmadc.Interrupting != 0 {
		after |= npcmadc.Done
	}
	reg.ExpectT(w.t, w.c.Regs, "ADCCON after a conversion "+when, npcmadc.ControlRegister, after)
	w.line.ExpectT(w.t, "after a conversion "+when, with&npcmadc.Interrupting != 0)
	return npcmadc.Data.ReadT(w.t, w.c.Regs)
}

// against checks the results for voltages between 0 and more than the reference.
func (w watch) against(reference int64, with npcmadc.Control) {
	for _, share := range []int64{0, 1, 50, 250, 500, 667, 999, 1000, 1200} {
		v := reference * share / 1000
		w.t.Must(w.c.Apply(w.t.Context(), 0, v))
		want := uint32(min(v*w.c.Full/reference, w.c.Full-1))
		if got := w.converts("", 0, with); got != want {
			w.t.Errorf("result of %d µV with a reference of %d µV = %d, want %d", v, reference, got, want)
		}
	}
}

// internal checks the results with the internal reference, whose voltage is a property of QEMU's object.
func (w watch) internal() {
	v, err := w.c.Outside.Int(w.t.Context(), "iref")
	w.t.Must(err)
	w.against(v, npcmadc.InternalReference)
}

// external checks the results with two voltages from outside.
func (w watch) external() {
	for _, v := range []int64{3_300_000, 1_200_000} {
		w.t.Must(w.c.Outside.SetInt(w.t.Context(), "vref", v))
		w.against(v, 0)
	}
}

// inputs checks that each input has its own voltage.
func (w watch) inputs() {
	const reference = 2_048_000
	w.t.Must(w.c.Outside.SetInt(w.t.Context(), "vref", reference))
	for n := range npcmadc.Inputs {
		w.t.Must(w.c.Apply(w.t.Context(), n, int64(n+1)*200_000))
	}
	for n := range npcmadc.Inputs {
		if got, want := w.converts("", n, 0), uint32(int64(n+1)*200_000*w.c.Full/reference); got != want {
			w.t.Errorf("result of input %d = %d, want %d", n, got, want)
		}
	}
}

// above checks that an input of 5 V, far above the reference, has the highest result.
func (w watch) above() {
	w.t.Must(w.c.Apply(w.t.Context(), 0, 5_000_000))
	if got, want := w.converts("", 0, npcmadc.InternalReference), uint32(w.c.Full-1); got != want {
		w.t.Errorf("result of 5 V = %d, want %d", got, want)
	}
}

// notEnabled checks that a converter that is not enabled converts nothing.
func (w watch) notEnabled() {
	before := npcmadc.Data.ReadT(w.t, w.c.Regs)
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, npcmadc.Convert|npcmadc.Done|npcmadc.Input(1))
	w.step(long)
	reg.ExpectT(w.t, w.c.Regs, "ADCDATA, not enabled", npcmadc.Data, before)
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, npcmadc.Reset)
}

// time checks that the time of a conversion is a number of the divided clock's ticks, the same with each divisor.
func (w watch) time() {
	const most = 100
	w.t.Must(w.c.Start(w.t.Context(), 0, 0))
	ticks := 0
	for ; ticks < most && !w.over(); ticks++ {
		w.step(2 * npcmadc.Tick)
	}
	if ticks == 0 || ticks == most {
		w.t.Fatalf("a conversion took %d ticks of the divided clock, want more than 0 and fewer than %d", ticks, most)
	}
	for _, by := range []int{1, 2, 3, 16, 129, 256} {
		w.t.Must(w.c.Start(w.t.Context(), 0, npcmadc.DivideBy(by)))
		w.step(time.Duration(2*by*ticks)*npcmadc.Tick - npcmadc.Tick)
		if w.over() {
			w.t.Errorf("with a clock divided by %d a conversion took fewer than %d ticks of it", 2*by, ticks)
		}
		w.step(npcmadc.Tick)
		if !w.over() {
			w.t.Errorf("with a clock divided by %d a conversion took more than %d ticks of it", 2*by, ticks)
		}
	}
}

// over reports whether the conversion is over.
func (w watch) over() bool {
	w.t.Helper()
	return npcmadc.ControlRegister.ReadT(w.t, w.c.Regs)&npcmadc.Convert == 0
}

// interrupt checks that the interrupt stays until it is cleared.
func (w watch) interrupt() {
	const on = npcmadc.Enable | npcmadc.Interrupting
	w.converts("with the interrupt", 0, npcmadc.Interrupting)
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, on)
	reg.ExpectT(w.t, w.c.Regs, "ADCCON with a zero written to the flag", npcmadc.ControlRegister, on|npcmadc.Done)
	w.line.ExpectT(w.t, "with a zero written to the flag", true)
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, on|npcmadc.Done)
	reg.ExpectT(w.t, w.c.Regs, "ADCCON, cleared", npcmadc.ControlRegister, on)
	w.line.ExpectT(w.t, "cleared", false)
}

// masked checks that a pending interrupt can be disabled.
func (w watch) masked() {
	w.converts("with the interrupt", 0, npcmadc.Interrupting)
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, npcmadc.Enable)
	raised := w.line.Raised()
	npcmadc.ControlRegister.WriteT(w.t, w.c.Regs, npcmadc.Enable|npcmadc.Done)
	if raised {
		w.t.Errorf("the line is raised without ADC_INT_EN, want it to be low")
	}
}
