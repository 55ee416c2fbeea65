package cmsdktimer

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/cmsdktimer"
)

// luminary checks the watchdog of the Stellaris, which is stopped by a reset alone (LM3S6965 Microcontroller Data Sheet,
// chapter "Watchdog Timer").
func luminary(t *run.T, d *cmsdktimer.Watchdog) {
	w := watch(t, d)
	t.Step("identification", func() { primecell.ExpectT(t, d.Regs, cmsdktimer.LuminaryID) })
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("locked before it runs", func() {
		cmsdktimer.WatchdogLock.WriteT(t, d.Regs, 0)
		cmsdktimer.WatchdogControl.WriteT(t, d.Regs, cmsdktimer.WatchdogInterrupts)
		reg.ExpectT(t, d.Regs, "WDTCTL, locked", cmsdktimer.WatchdogControl, 0)
		cmsdktimer.WatchdogLock.WriteT(t, d.Regs, cmsdktimer.WatchdogUnlock)
	})
	t.Step("stays enabled", func() {
		w.start(cmsdktimer.WatchdogInterrupts, 1000)
		cmsdktimer.WatchdogControl.WriteT(t, d.Regs, 0)
		reg.ExpectT(t, d.Regs, "WDTCTL with a 0 written", cmsdktimer.WatchdogControl, cmsdktimer.WatchdogInterrupts)
	})
	t.Step("interrupt", func() { w.renewed(0); w.periods() })
	t.Step("locked", func() { w.renewed(0); w.locked() })
	t.Step("loaded", func() { w.renewed(0); w.loaded() })
	t.Step("reset", func() { w.renewed(cmsdktimer.WatchdogResets); w.resets() })
}

// renewed stops the watchdog by a reset of the machine, and sets a bit of its control before it runs.
func (w dog) renewed(control uint32) {
	w.t.Helper()
	w.t.Must(w.t.QEMU().SystemReset(w.t.Context()))
	w.afterReset()
	if control != 0 {
		reg.KeepsT(w.t, w.d.Regs, "WDTCTL", cmsdktimer.WatchdogControl, control)
	}
}

// periods checks the first period and the next, and that a clear reloads.
func (w dog) periods() {
	w.start(cmsdktimer.WatchdogInterrupts, 1000)
	w.step(400)
	w.counts("after 400 ticks", 600)
	w.expires("first", 600)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 0)
	w.state("cleared with any value", 0, 0)
	w.counts("cleared", 1000)
	w.expires("second", 1000)
	cmsdktimer.WatchdogClear.WriteT(w.t, w.d.Regs, 1)
}

// resets checks that the second period without a clear resets the machine.
func (w dog) resets() {
	events := w.t.QEMU().QMP().Subscribe("RESET")
	defer events.Close()
	w.start(cmsdktimer.WatchdogInterrupts|cmsdktimer.WatchdogResets, 1000)
	w.expires("first period", 1000)
	w.step(900)
	w.state("before the end of the second", 1, 1)
	w.step(110)
	_, err := events.WaitEvent(w.t.Context(), "RESET", nil)
	w.t.Must(err)
	w.afterReset()
}
