package npcmpwm

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/npcmpwm"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "npcm7xx_pwm-tests/pwm", npcmpwm.Driver, pwm, graph.SlowBeside("arm/npcm750-evb"), graph.Requires(graph.SteppedClock), graph.Known(deviations()...))
}

// deviations are those of the module.
func deviations() []graph.Deviation {
	in := func(step string) []graph.Place { return []graph.Place{{Test: "npcm7xx_pwm-tests/pwm", Step: step}} }
	return []graph.Deviation{
		graph.Deviates("npcm-pwm-counter", graph.Deviation{
			In:     in("counter"),
			Does:   "PDR always reads as 0.",
			Says:   "PDR is the counter, which counts down from CNR.",
			Clause: graph.NewClause("Linux kernel, drivers/hwmon/npcm750-pwm-fan.c, registers CNR and PDR"),
		}),
		graph.Deviates("npcm-pwm-interrupt", graph.Deviation{
			In:     in("interrupt"),
			Does:   "There are no interrupts: PIER and PIIR always read as 0.",
			Says:   "PIER enables the interrupts of the channels, which PIIR tells.",
			Clause: graph.NewClause("Linux kernel, drivers/hwmon/npcm750-pwm-fan.c, registers PIER and PIIR"),
		}),
		graph.Deviates("npcm-pwm-runs-after-reset", graph.Deviation{
			In:     in("outputs after a reset"),
			Does:   "A reset of the machine clears the registers, and the outputs keep their frequency and duty.",
			Says:   "A channel whose EN is clear has no output, as it has none when EN is cleared by a write.",
			Clause: graph.NewClause("Linux kernel, drivers/hwmon/npcm750-pwm-fan.c, enable bits of the register CR"),
		}),
	}
}

// pwm checks the registers, and frequency and duty of each output.
func pwm(t *run.T, d *npcmpwm.Module) {
	t.Step("after a reset", func() { afterReset(t, d); silent(t, d) })
	t.Step("written", func() { written(t, d) })
	for n := range npcmpwm.Channels {
		w := watch{t, d, n}
		t.Step(fmt.Sprintf("channel %d prescaler", n), w.prescaler)
		t.Step(fmt.Sprintf("channel %d divider", n), w.divider)
		t.Step(fmt.Sprintf("channel %d period", n), w.period)
		t.Step(fmt.Sprintf("channel %d duty", n), w.duty)
		t.Step(fmt.Sprintf("channel %d inverted", n), w.inverted)
		t.Step(fmt.Sprintf("channel %d disabled", n), w.disabled)
	}
	t.Step("together", func() { together(t, d) })
	t.Step("counter", watch{t, d, 0}.counter)
	t.Step("interrupt", watch{t, d, 0}.interrupt)
	t.Step("reset", func() {
		t.Must(d.Start(t.Context(), 2, ordinary()))
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(t, d)
	})
	t.Step("outputs after a reset", func() { silent(t, d) })
}

func afterReset(t *run.T, d *npcmpwm.Module) {
	t.Helper()
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
	}{{"PPR", npcmpwm.Prescalers}, {"CSR", npcmpwm.Clocks}, {"PIER", npcmpwm.Enables}, {"PIIR", npcmpwm.Status}} {
		reg.ExpectT(t, d.Regs, r.name+" after a reset", r.Reg, 0)
	}
	reg.ExpectT(t, d.Regs, "PCR after a reset", npcmpwm.Controls, 0)
	for n := range npcmpwm.Channels {
		r := d.Channel(n)
		reg.ExpectT(t, d.Regs, fmt.Sprintf("CNR%d after a reset", n), r.Period, 0)
		reg.ExpectT(t, d.Regs, fmt.Sprintf("CMR%d after a reset", n), r.Compare, 0)
	}
}

// silent checks that no channel has an output.
func silent(t *run.T, d *npcmpwm.Module) {
	t.Helper()
	for n := range npcmpwm.Channels {
		watch{t, d, n}.expect("after a reset", 0, 0)
	}
}

// written checks that the registers keep what is written.
func written(t *run.T, d *npcmpwm.Module) {
	for bit := range 16 {
		reg.KeepsT(t, d.Regs, "PPR", npcmpwm.Prescalers, 1<<bit)
		for n := range npcmpwm.Channels {
			reg.KeepsT(t, d.Regs, fmt.Sprintf("CNR%d", n), d.Channel(n).Period, 1<<bit)
			reg.KeepsT(t, d.Regs, fmt.Sprintf("CMR%d", n), d.Channel(n).Compare, 1<<bit)
		}
	}
	for n := range npcmpwm.Channels {
		for code := range uint32(5) {
			reg.KeepsT(t, d.Regs, "CSR", npcmpwm.Clocks, code<<(4*n))
		}
		for _, bit := range []npcmpwm.Control{npcmpwm.Invert, npcmpwm.Periodic} {
			reg.KeepsT(t, d.Regs, "PCR", npcmpwm.Controls, bit.Of(n))
		}
	}
	npcmpwm.Controls.WriteT(t, d.Regs, 0)
}

// ordinary is a waveform whose numbers differ.
func ordinary() npcmpwm.Waveform {
	return npcmpwm.Waveform{Prescale: 3, Divide: 2, Period: 50, High: 15}
}

// watch is a channel.
type watch struct {
	t *run.T
	d *npcmpwm.Module
	n int
}

// expect checks the output.
func (w watch) expect(when string, frequency, duty int64) {
	w.t.Helper()
	f, d, err := w.d.Output(w.t.Context(), w.n)
	w.t.Must(err)
	if f != frequency || d != duty {
		w.t.Errorf("channel %d %s: %d Hz, high for %d millionths, want %d Hz and %d", w.n, when, f, d, frequency, duty)
	}
}

// start lets the channel run, and checks its output.
func (w watch) start(wave npcmpwm.Waveform) {
	w.t.Helper()
	w.t.Must(w.d.Start(w.t.Context(), w.n, wave))
	w.expect(fmt.Sprintf("with %+v", wave), wave.Frequency(), wave.Duty())
}

func (w watch) prescaler() {
	for _, by := range []int{1, 2, 3, 5, 17, 128, 256} {
		wave := ordinary()
		wave.Prescale = by
		w.start(wave)
	}
}

func (w watch) divider() {
	for _, by := range []int{1, 2, 4, 8, 16} {
		wave := ordinary()
		wave.Divide = by
		w.start(wave)
	}
}

func (w watch) period() {
	wave := ordinary()
	for _, n := range []int{16, 100, 1001, 65536} {
		wave.Period = n
		w.start(wave)
	}
	wave.Period = 200
	w.d.Channel(w.n).Period.WriteT(w.t, w.d.Regs, uint32(wave.Period-1))
	w.expect("with a new period while it runs", wave.Frequency(), wave.Duty())
}

// duty also has a time that is longer than the period: the output is always high then.
func (w watch) duty() {
	wave := ordinary()
	for _, n := range []int{1, 2, 25, 49, 50, 51, 65536} {
		wave.High = n
		w.start(wave)
	}
	wave.High = 40
	w.d.Channel(w.n).Compare.WriteT(w.t, w.d.Regs, uint32(wave.High-1))
	w.expect("with a new time while it runs", wave.Frequency(), wave.Duty())
}

func (w watch) inverted() {
	wave := ordinary()
	wave.With = npcmpwm.Invert
	for _, n := range []int{1, 25, 50, 60} {
		wave.High = n
		w.start(wave)
	}
}

// disabled checks that the output of a channel that does not run is low, or high if it is inverted.
func (w watch) disabled() {
	w.start(ordinary())
	npcmpwm.Controls.WriteT(w.t, w.d.Regs, npcmpwm.Periodic.Of(w.n))
	w.expect("disabled", 0, 0)
	npcmpwm.Controls.WriteT(w.t, w.d.Regs, (npcmpwm.Periodic | npcmpwm.Invert).Of(w.n))
	w.expect("disabled and inverted", 0, npcmpwm.Unit)
	npcmpwm.Controls.WriteT(w.t, w.d.Regs, 0)
}

// together checks that each channel has its own output.
func together(t *run.T, d *npcmpwm.Module) {
	waves := [npcmpwm.Channels]npcmpwm.Waveform{
		{Prescale: 3, Divide: 4, Period: 100, High: 10}, {Prescale: 3, Divide: 2, Period: 200, High: 50},
		{Prescale: 2, Divide: 1, Period: 300, High: 270}, {Prescale: 2, Divide: 8, Period: 50, High: 20, With: npcmpwm.Invert},
	}
	for n, w := range waves {
		t.Must(d.Start(t.Context(), n, w))
	}
	for n, w := range waves {
		watch{t, d, n}.expect("beside the others", w.Frequency(), w.Duty())
	}
	for n, w := range waves {
		npcmpwm.Controls.WriteT(t, d.Regs, npcmpwm.Controls.ReadT(t, d.Regs)&^npcmpwm.Enable.Of(n))
		if w.With == 0 {
			watch{t, d, n}.expect("disabled beside the others", 0, 0)
		}
		for other := n + 1; other < npcmpwm.Channels; other++ {
			watch{t, d, other}.expect("with others disabled", waves[other].Frequency(), waves[other].Duty())
		}
	}
	npcmpwm.Controls.WriteT(t, d.Regs, 0)
}

// counter checks that PDR counts down.
func (w watch) counter() {
	const ticks = 20
	wave := ordinary()
	w.t.Must(w.d.Start(w.t.Context(), w.n, wave))
	w.d.Machine.StepT(w.t, npcmpwm.Tick*6*ticks)
	reg.ExpectT(w.t, w.d.Regs, "PDR after 20 counts", w.d.Channel(w.n).Data, uint32(wave.Period-1-ticks))
}

// interrupt checks that PIIR tells the end of a period.
func (w watch) interrupt() {
	npcmpwm.Enables.WriteT(w.t, w.d.Regs, 1<<w.n)
	reg.ExpectT(w.t, w.d.Regs, "PIER", npcmpwm.Enables, 1<<w.n)
	wave := ordinary()
	w.t.Must(w.d.Start(w.t.Context(), w.n, wave))
	w.d.Machine.StepT(w.t, npcmpwm.Tick*6*50)
	reg.ExpectT(w.t, w.d.Regs, "PIIR after a period", npcmpwm.Status, 1<<w.n)
}
