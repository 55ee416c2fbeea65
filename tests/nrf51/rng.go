package nrf51

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
)

// values checks when the generator has a value, its event, its shortcut and its interrupt (nRF51 Series Reference Manual,
// chapter 21).
func values(t *run.T, d *nrf51.RNG) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	ready := func(when string, want uint32, raised bool) {
		t.Helper()
		reg.ExpectT(t, d.Regs, "VALRDY "+when, nrf51.ValueReady, want)
		line.ExpectT(t, when, raised)
	}
	stop := func() {
		t.Helper()
		nrf51.Stop.WriteT(t, d.Regs, 1)
		nrf51.Shortcuts.WriteT(t, d.Regs, 0)
		nrf51.ValueReady.WriteT(t, d.Regs, 0)
		nrf51.InterruptClear.WriteT(t, d.Regs, nrf51.ReadyInterrupt)
	}
	t.Step("after a reset", func() {
		reg.ExpectT(t, d.Regs, "CONFIG", nrf51.RNGConfig, 0)
		reg.ExpectT(t, d.Regs, "SHORTS", nrf51.Shortcuts, 0)
		reg.ExpectT(t, d.Regs, "INTENSET", nrf51.InterruptSet, 0)
		d.Machine.StepT(t, nrf51.ValueTime)
		ready("before START", 0, false)
	})
	t.Step("written", func() {
		for _, v := range []uint32{1, 0} {
			reg.KeepsT(t, d.Regs, "CONFIG", nrf51.RNGConfig, v)
			reg.KeepsT(t, d.Regs, "SHORTS", nrf51.Shortcuts, v)
		}
		nrf51.InterruptSet.WriteT(t, d.Regs, 1)
		reg.ExpectT(t, d.Regs, "INTENSET", nrf51.InterruptSet, 1)
		reg.ExpectT(t, d.Regs, "INTENCLR", nrf51.InterruptClear, 1)
		nrf51.InterruptClear.WriteT(t, d.Regs, 1)
		reg.ExpectT(t, d.Regs, "INTENSET, cleared", nrf51.InterruptSet, 0)
	})
	for _, c := range []struct {
		name   string
		config uint32
	}{{"values", 0}, {"values without a bias", nrf51.BiasCorrection}} {
		t.Step(c.name, func() {
			nrf51.RNGConfig.WriteT(t, d.Regs, c.config)
			nrf51.Start.WriteT(t, d.Regs, 1)
			random(t, d)
			stop()
		})
	}
	t.Step("stopped", func() {
		nrf51.Start.WriteT(t, d.Regs, 1)
		stop()
		d.Machine.StepT(t, nrf51.ValueTime)
		ready("after STOP", 0, false)
	})
	t.Step("interrupt", func() {
		nrf51.Start.WriteT(t, d.Regs, 1)
		d.Machine.StepT(t, nrf51.ValueTime)
		ready("disabled", 1, false)
		nrf51.InterruptSet.WriteT(t, d.Regs, nrf51.ReadyInterrupt)
		ready("enabled later", 1, true)
		nrf51.Stop.WriteT(t, d.Regs, 1)
		nrf51.ValueReady.WriteT(t, d.Regs, 0)
		ready("cleared", 0, false)
		stop()
	})
	t.Step("stop shortcut", func() {
		nrf51.Shortcuts.WriteT(t, d.Regs, nrf51.ReadyStop)
		nrf51.Start.WriteT(t, d.Regs, 1)
		d.Machine.StepT(t, nrf51.ValueTime)
		ready("with the shortcut", 1, false)
		nrf51.ValueReady.WriteT(t, d.Regs, 0)
		d.Machine.StepT(t, nrf51.ValueTime)
		ready("stopped by the shortcut", 0, false)
		stop()
	})
}

// random checks that each of 8 bits is 0 and 1 among some values: with a good generator one of them is not, once in 2⁶⁰ times.
func random(t *run.T, d *nrf51.RNG) {
	t.Helper()
	const values, bits = 64, 0xff
	ones, zeros := uint32(0), uint32(0)
	for range values {
		t.Must(d.Machine.Wait(t.Context(), "a random value", func(ctx context.Context) (bool, error) {
			v, err := nrf51.ValueReady.Read(ctx, d.Regs)
			return v == 1, err
		}))
		v := nrf51.Value.ReadT(t, d.Regs)
		ones |= v
		zeros |= ^v
		nrf51.ValueReady.WriteT(t, d.Regs, 0)
		d.Machine.StepT(t, nrf51.ValueTime)
	}
	if ones != bits || zeros&bits != bits {
		t.Errorf("in %d values the bits %#x were 1 and %#x were 0, want %#x each", values, ones, zeros&bits, bits)
	}
}
