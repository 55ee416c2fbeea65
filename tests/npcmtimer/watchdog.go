package npcmtimer

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/npcmtimer"
)

// dogLine is the interrupt of the watchdog.
const dogLine = npcmtimer.Timers

// watchdog checks each time of the watchdog, its interrupt, and that it resets the machine.
func watchdog(t *run.T, m *npcmtimer.Module) {
	line, err := m.Interrupt(t.Context(), dogLine)
	t.Must(err)
	w := dog{t, m, line}
	t.Step("after a reset", func() { w.state("after a reset", afterDogReset) })
	t.Step("written", w.written)
	for clock, by := range npcmtimer.DogClocks() {
		for interval, counts := range npcmtimer.DogIntervals() {
			t.Step(fmt.Sprintf("%d counts of %d ticks", counts, by), func() { w.interval(clock, interval) })
		}
	}
	t.Step("restarted in time", w.restarted)
	t.Step("disabled", w.disabled)
	t.Step("interrupt enabled later", w.enabledLater)
	for clock, by := range npcmtimer.DogClocks() {
		t.Step(fmt.Sprintf("reset with counts of %d ticks", by), func() { w.resets(clock) })
	}
	t.Step("interrupt", func() {
		w.interrupt()
		line.ExpectT(t, "after the interval", true)
	})
	t.Step("interrupt cleared", func() {
		npcmtimer.Watchdog.WriteT(t, m.Regs, npcmtimer.DogExpired)
		line.ExpectT(t, "with the flag cleared", false)
	})
}

// afterDogReset is WTCR after a reset, without its flags.
const afterDogReset npcmtimer.Dog = 0x400

// dog is a watchdog with its interrupt watched.
type dog struct {
	t    *run.T
	m    *npcmtimer.Module
	line guest.Line
}

// state checks WTCR.
func (w dog) state(when string, want npcmtimer.Dog) {
	w.t.Helper()
	reg.ExpectT(w.t, w.m.Regs, "WTCR "+when, npcmtimer.Watchdog, want)
}

// start starts the watchdog anew, with no flag set.
func (w dog) start(bits npcmtimer.Dog) {
	w.t.Helper()
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, 0)
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, bits|npcmtimer.DogEnable|npcmtimer.DogRestart|npcmtimer.DogExpired|npcmtimer.DogWasReset)
	w.state("at first", bits|npcmtimer.DogEnable)
}

// stop stops the watchdog, with no flag set.
func (w dog) stop() {
	w.t.Helper()
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, npcmtimer.DogExpired|npcmtimer.DogWasReset)
	w.state("stopped", 0)
}

// step lets time pass.
func (w dog) step(d time.Duration) {
	w.t.Helper()
	w.m.Machine.StepT(w.t, d)
}

// written checks that WTCR of a watchdog that is stopped keeps what is written.
func (w dog) written() {
	for _, v := range []npcmtimer.Dog{
		npcmtimer.DogResets, 1 << 4, 2 << 4, npcmtimer.DogInterrupting, 1 << 10, 2 << 10,
		npcmtimer.DogResets | npcmtimer.DogInterval | npcmtimer.DogInterrupting | npcmtimer.DogClock, 0,
	} {
		reg.KeepsT(w.t, w.m.Regs, "WTCR", npcmtimer.Watchdog, v)
	}
}

// interval checks that the flag is set after one of the watchdog's times, to the tick.
func (w dog) interval(clock, interval int) {
	bits, _, d := npcmtimer.DogTime(clock, interval)
	bits |= npcmtimer.DogEnable
	w.start(bits)
	w.step(d - npcmtimer.Tick)
	w.state("before the end", bits)
	w.step(npcmtimer.Tick)
	w.state("at the end", bits|npcmtimer.DogExpired)
	w.step(2 * npcmtimer.DogGrace * npcmtimer.Tick * time.Duration(npcmtimer.DogClocks()[clock]))
	w.state("without a reset", bits|npcmtimer.DogExpired)
	w.line.ExpectT(w.t, "without WTIE", false)
	w.stop()
}

// restarted checks that a watchdog that is restarted does not expire.
func (w dog) restarted() {
	bits, _, d := npcmtimer.DogTime(0, 1)
	bits |= npcmtimer.DogEnable
	w.start(bits)
	for range 4 {
		w.step(d - npcmtimer.Tick)
		npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, bits|npcmtimer.DogRestart)
		w.state("restarted", bits)
	}
	w.step(d)
	w.state("after the last restart", bits|npcmtimer.DogExpired)
	w.stop()
}

// disabled checks that a watchdog that is disabled does not expire.
func (w dog) disabled() {
	bits, _, d := npcmtimer.DogTime(0, 0)
	w.start(bits)
	w.step(d / 2)
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, bits)
	w.step(2 * d)
	w.state("disabled", bits)
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, bits|npcmtimer.DogEnable|npcmtimer.DogRestart)
	w.step(d - npcmtimer.Tick)
	w.state("enabled again", bits|npcmtimer.DogEnable)
	w.step(npcmtimer.Tick)
	w.state("enabled again, at the end", bits|npcmtimer.DogEnable|npcmtimer.DogExpired)
	w.stop()
}

// enabledLater checks that WTIE lets an interrupt through whose flag is set already.
func (w dog) enabledLater() {
	bits, _, d := npcmtimer.DogTime(0, 0)
	w.start(bits)
	w.step(d)
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, bits|npcmtimer.DogEnable|npcmtimer.DogInterrupting)
	w.state("with WTIE", bits|npcmtimer.DogEnable|npcmtimer.DogInterrupting|npcmtimer.DogExpired)
	raised := w.line.Raised()
	w.stop()
	if !raised {
		w.t.Errorf("the line is low with WTIF and WTIE set, want it to be raised")
	}
}

// interrupt lets the watchdog expire with WTIE.
func (w dog) interrupt() {
	w.t.Helper()
	bits, _, d := npcmtimer.DogTime(1, 0)
	bits |= npcmtimer.DogInterrupting
	w.start(bits)
	w.step(d - npcmtimer.Tick)
	w.line.ExpectT(w.t, "before the end", false)
	w.step(npcmtimer.Tick)
	w.state("at the end", bits|npcmtimer.DogEnable|npcmtimer.DogExpired)
}

// resets checks that the watchdog resets the machine some time after the interval, and says so.
func (w dog) resets(clock int) {
	events := w.t.QEMU().QMP().Subscribe("RESET")
	defer events.Close()
	bits, count, d := npcmtimer.DogTime(clock, 0)
	bits |= npcmtimer.DogResets | npcmtimer.DogInterrupting
	w.start(bits)
	w.step(d)
	w.line.ExpectT(w.t, "after the interval", true)
	w.step(npcmtimer.DogGrace*count - npcmtimer.Tick)
	w.state("before the reset", bits|npcmtimer.DogEnable|npcmtimer.DogExpired)
	w.step(npcmtimer.Tick)
	_, err := events.WaitEvent(w.t.Context(), "RESET", nil)
	w.t.Must(err)
	w.state("after the reset", afterDogReset|npcmtimer.DogWasReset)
	w.line.ExpectT(w.t, "after the reset", false)
	npcmtimer.Watchdog.WriteT(w.t, w.m.Regs, npcmtimer.DogWasReset)
	w.state("with WTRF cleared", 0)
}
