package cmsdktimer

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/cmsdktimer"
)

// dog is a watchdog with its interrupt watched.
type dog struct {
	t    *run.T
	d    *cmsdktimer.Watchdog
	line guest.Line
}

func watch(t *run.T, d *cmsdktimer.Watchdog) dog {
	t.Helper()
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	return dog{t, d, line}
}

// watchdog checks the registers of the watchdog, its lock, its periods and its interrupt.
func watchdog(t *run.T, d *cmsdktimer.Watchdog) {
	w := watch(t, d)
	t.Step("identification", func() { primecell.ExpectT(t, d.Regs, cmsdktimer.WatchdogID) })
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("locked", w.locked)
	t.Step("interrupt", w.interrupt)
	t.Step("loaded", w.loaded)
	t.Step("disabled", w.disabled)
}

func (w dog) afterReset() {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "WDOGLOAD", cmsdktimer.WatchdogLoad, ^uint32(0))
	reg.ExpectT(w.t, w.d.Regs, "WDOGVALUE", cmsdktimer.WatchdogValue, ^uint32(0))
	reg.ExpectT(w.t, w.d.Regs, "WDOGCONTROL", cmsdktimer.WatchdogControl, 0)
	reg.ExpectT(w.t, w.d.Regs, "WDOGLOCK", cmsdktimer.WatchdogLock, 0)
	reg.ExpectT(w.t, w.d.Regs, "WDOGRIS", cmsdktimer.WatchdogRaw, 0)
	reg.ExpectT(w.t, w.d.Regs, "WDOGMIS", cmsdktimer.WatchdogMasked, 0)
}

// written checks that the load register keeps what is written, and that the others are read-only.
func (w dog) written() {
	for bit := range 32 {
		reg.KeepsT(w.t, w.d.Regs, "WDOGLOAD", cmsdktimer.WatchdogLoad, 1<<bit)
		reg.ExpectT(w.t, w.d.Regs, "WDOGVALUE after WDOGLOAD is written", cmsdktimer.WatchdogValue, 1<<bit)
	}
	reg.IgnoresT(w.t, w.d.Regs, "WDOGVALUE", cmsdktimer.WatchdogValue)
	reg.IgnoresT(w.t, w.d.Regs, "WDOGRIS", cmsdktimer.WatchdogRaw)
	reg.IgnoresT(w.t, w.d.Regs, "WDOGMIS", cmsdktimer.WatchdogMasked)
}

// locked checks that no register can be written while the watchdog is locked, and that only the right value
// unlocks it.
func (w dog) locked() {
	w.start(cmsdktimer.WatchdogInterrupts, 1000)
	w.step(1000 + 2)
	for _, v := range []uint32{0, 1, cmsdktimer.WatchdogUnlock ^ 1, ^uint32(0)} {
		cmsdktimer.WatchdogLock.WriteT(w.t, w.d.Regs, v)
		reg.ExpectT(w.t, w.d.Regs, "WDOGLOCK, locked", cmsdktimer.WatchdogLock, 1)
		cmsdktimer.WatchdogLoad.WriteT(w.t, w.d.Regs, 77)
		cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, 0)
		cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
		reg.ExpectT(w.t, w.d.Regs, "WDOGLOAD, locked", cmsdktimer.WatchdogLoad, 1000)
		reg.ExpectT(w.t, w.d.Regs, "WDOGCONTROL, locked", cmsdktimer.WatchdogControl, cmsdktimer.WatchdogInterrupts)
		w.state("locked", 1, 1)
	}
	cmsdktimer.WatchdogLock.WriteT(w.t, w.d.Regs, cmsdktimer.WatchdogUnlock)
	reg.ExpectT(w.t, w.d.Regs, "WDOGLOCK, unlocked", cmsdktimer.WatchdogLock, 0)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
	w.state("unlocked and cleared", 0, 0)
}

// start loads the watchdog and lets it run, with no interrupt pending.
func (w dog) start(control, load uint32) {
	w.t.Helper()
	cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, 0)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
	cmsdktimer.WatchdogLoad.WriteT(w.t, w.d.Regs, load)
	cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, control)
	reg.ExpectT(w.t, w.d.Regs, "WDOGCONTROL after a write", cmsdktimer.WatchdogControl, control)
	w.state("at first", 0, 0)
}

// step lets ticks of the watchdog's clock pass.
func (w dog) step(ticks uint32) {
	w.t.Helper()
	w.d.Machine.StepT(w.t, time.Duration(ticks)*w.d.Tick)
}

// state checks the interrupt before the mask, behind it and at its line.
func (w dog) state(when string, raw, masked uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "WDOGRIS "+when, cmsdktimer.WatchdogRaw, raw)
	reg.ExpectT(w.t, w.d.Regs, "WDOGMIS "+when, cmsdktimer.WatchdogMasked, masked)
	w.line.ExpectT(w.t, when, masked != 0)
}

// counts checks the value, which may be two off: the clock has a phase of its own, and a period has one
// tick more than the load.
func (w dog) counts(when string, want uint32) {
	w.t.Helper()
	if got := cmsdktimer.WatchdogValue.ReadT(w.t, w.d.Regs); got+2-want > 4 {
		w.t.Errorf("WDOGVALUE %s = %d, want %d, at most two off", when, got, want)
	}
}

// expires checks that the interrupt comes a number of ticks from now, or one off.
func (w dog) expires(when string, ticks uint32) {
	w.t.Helper()
	w.step(ticks - 2)
	w.state(when+", before the end", 0, 0)
	const late = 3
	for n := 0; n < late && cmsdktimer.WatchdogRaw.ReadT(w.t, w.d.Regs) == 0; n++ {
		w.step(1)
	}
	w.state(when+", at the end", 1, 1)
}

// interrupt checks the first period and the next ones, and that a clear reloads.
func (w dog) interrupt() {
	w.start(cmsdktimer.WatchdogInterrupts, 1000)
	w.counts("at first", 1000)
	w.step(400)
	w.counts("after 400 ticks", 600)
	w.expires("first", 600)
	w.step(500)
	w.counts("in the second period", 500)
	w.state("in the second period", 1, 1)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 0)
	w.state("cleared with any value", 0, 0)
	w.counts("cleared", 1000)
	w.expires("second", 1000)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
}

// loaded checks that a load counts at once.
func (w dog) loaded() {
	w.start(cmsdktimer.WatchdogInterrupts, 1000)
	w.step(900)
	cmsdktimer.WatchdogLoad.WriteT(w.t, w.d.Regs, 2000)
	w.counts("as loaded", 2000)
	w.expires("loaded", 2000)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
}

// disabled checks that INTEN stops the counter and masks the interrupt, and reloads when it is set again.
func (w dog) disabled() {
	w.start(cmsdktimer.WatchdogInterrupts, 1000)
	w.step(400)
	cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, 0)
	w.step(2000)
	w.state("disabled", 0, 0)
	cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, cmsdktimer.WatchdogInterrupts)
	w.counts("enabled again", 1000)
	w.expires("enabled again", 1000)
	cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, 0)
	w.state("masked", 1, 0)
	cmsdktimer.WatchdogControl.WriteT(w.t, w.d.Regs, cmsdktimer.WatchdogInterrupts)
	w.state("let through again", 1, 1)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
}

// reset checks that the second period without a clear resets the machine, if RESEN is set.
func reset(t *run.T, d *cmsdktimer.Watchdog) {
	const control = cmsdktimer.WatchdogInterrupts | cmsdktimer.WatchdogResets
	w := watch(t, d)
	t.Step("cleared in time", func() {
		w.start(control, 1000)
		for range 4 {
			w.expires("cleared in time", 1000)
			w.step(900)
			cmsdktimer.WatchdogClear.WriteT(t, d.Regs, 1)
		}
		reg.ExpectT(t, d.Regs, "WDOGCONTROL", cmsdktimer.WatchdogControl, control)
	})
	t.Step("not cleared", func() {
		events := t.QEMU().QMP().Subscribe("RESET")
		defer events.Close()
		w.start(control, 1000)
		w.expires("first period", 1000)
		w.step(900)
		w.counts("before the end of the second", 100)
		w.state("before the end of the second", 1, 1)
		w.step(110)
		_, err := events.WaitEvent(t.Context(), "RESET", nil)
		t.Must(err)
		w.afterReset()
	})
	t.Step("line after a reset", func() { w.line.ExpectT(t, "after a reset", false) })
}
