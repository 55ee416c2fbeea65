package tco

import (
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/watchdog/tco"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// defaults checks the registers after power-on (table "TCO I/O Register Address Map").
func defaults(t *run.T, w *tco.Timer) {
	t.Step("reload", func() { reg.ExpectT(t, w.Regs, "TCO_RLD", tco.Reload, 0) })
	t.Step("data", func() {
		reg.ExpectT(t, w.Regs, "TCO_DAT_IN", tco.DataIn, 0)
		reg.ExpectT(t, w.Regs, "TCO_DAT_OUT", tco.DataOut, 0)
	})
	t.Step("status", func() {
		reg.ExpectT(t, w.Regs, "TCO1_STS", tco.Status1, 0)
		reg.ExpectT(t, w.Regs, "TCO2_STS", tco.Status2, 0)
	})
	t.Step("control", func() { reg.ExpectT(t, w.Regs, "TCO2_CNT", tco.Control2, 0x0008) })
	t.Step("messages", func() {
		reg.ExpectT(t, w.Regs, "TCO_MESSAGE1", tco.Message1, 0)
		reg.ExpectT(t, w.Regs, "TCO_MESSAGE2", tco.Message2, 0)
		reg.ExpectT(t, w.Regs, "TCO_WDCNT", tco.WDCount, 0)
	})
	t.Step("interrupts", func() { reg.ExpectT(t, w.Regs, "SW_IRQ_GEN", tco.SWIRQGen, 0x03) })
	t.Step("time", func() { reg.ExpectT(t, w.Regs, "TCO_TMR", tco.Time, 0x0004) })
}

// controlBits checks that the lock holds the register, and that a halted timer stands still.
func controlBits(t *run.T, w *tco.Timer) {
	for _, v := range []tco.Control{0, tco.Halt, 0, tco.Halt} {
		reg.KeepsT(t, w.Regs, "TCO1_CNT", tco.Control1, v)
	}
	t.Step("lock", func() {
		tco.Control1.WriteT(t, w.Regs, tco.Halt|tco.Lock)
		for _, v := range []tco.Control{tco.Halt, 0} {
			tco.Control1.WriteT(t, w.Regs, v)
			reg.ExpectBitsT(t, w.Regs, "TCO1_CNT while it is locked", tco.Control1, tco.Lock, tco.Lock)
		}
	})
	t.Step("reset", func() {
		tco.Control1.WriteT(t, w.Regs, tco.Halt|tco.Lock)
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(w.Map(t.Context()))
		reg.ExpectBitsT(t, w.Regs, "TCO1_CNT after a reset", tco.Control1, tco.Lock, 0)
	})
}

// statusBits checks the flags that writes of the data registers set, and that a 1 clears a flag,
// a 0 does not, and one flag is cleared without the others.
func statusBits(t *run.T, w *tco.Timer) {
	tco.DataIn.WriteT(t, w.Regs, 0x5a)
	tco.DataOut.WriteT(t, w.Regs, 0xa5)
	reg.ExpectT(t, w.Regs, "TCO_DAT_IN", tco.DataIn, 0x5a)
	reg.ExpectT(t, w.Regs, "TCO_DAT_OUT", tco.DataOut, 0xa5)
	both := tco.SWTCOSMI | tco.TCOInt
	reg.ExpectT(t, w.Regs, "TCO1_STS after both data registers were written", tco.Status1, both)
	tco.Status1.WriteT(t, w.Regs, both)
	reg.ExpectT(t, w.Regs, "TCO1_STS after both flags are cleared", tco.Status1, 0)
	for _, v := range []tco.State1{0, tco.TCOInt, tco.SWTCOSMI} {
		t.Step("one write, "+v.String(), func() {
			tco.DataIn.WriteT(t, w.Regs, 0)
			tco.DataOut.WriteT(t, w.Regs, 0)
			tco.Status1.WriteT(t, w.Regs, v)
			reg.ExpectT(t, w.Regs, "TCO1_STS after a write of one of two flags or none", tco.Status1, both&^v)
			tco.Status1.WriteT(t, w.Regs, both)
		})
	}
}

// messageBytes checks that the bytes for the outside keep what is written.
func messageBytes(t *run.T, w *tco.Timer) {
	for _, v := range []uint8{0x5a, 0xa5, 0xff, 0} {
		tco.Message1.WriteT(t, w.Regs, v)
		tco.Message2.WriteT(t, w.Regs, ^v)
		tco.WDCount.WriteT(t, w.Regs, v^0x0f)
		reg.ExpectT(t, w.Regs, "TCO_MESSAGE1", tco.Message1, v)
		reg.ExpectT(t, w.Regs, "TCO_MESSAGE2", tco.Message2, ^v)
		reg.ExpectT(t, w.Regs, "TCO_WDCNT", tco.WDCount, v^0x0f)
	}
}

// pass lets virtual time pass.
func pass(t *run.T, w *tco.Timer, d time.Duration) {
	t.Helper()
	_, err := w.Machine().Clock().ClockStep(t.Context(), d)
	t.Must(err)
}

// ticksCounter checks that the count goes down by one each 0.6 seconds, and stands still while
// the timer is halted.
func ticksCounter(t *run.T, w *tco.Timer) {
	const ticks = 100
	t.Must(w.Start(t.Context(), 2*ticks*tco.Unit))
	pass(t, w, tco.Unit/2)
	first := tco.Reload.ReadT(t, w.Regs)
	if first < ticks-1 || first > ticks {
		t.Errorf("the count after half a tick is %d, want %d or one less", first, ticks)
	}
	for n := range uint16(ticks - 2) {
		if got := tco.Reload.ReadT(t, w.Regs); got != first-n {
			t.Fatalf("the count after %d ticks is %d, want %d", n, got, first-n)
		}
		pass(t, w, tco.Unit)
	}
	t.Must(w.Restart(t.Context()))
	pass(t, w, tco.Unit/2)
	if got := tco.Reload.ReadT(t, w.Regs); got < ticks-1 || got > ticks {
		t.Errorf("the count after a reload is %d, want %d or one less", got, ticks)
	}
	t.Step("halt", func() {
		t.Must(w.Restart(t.Context()))
		pass(t, w, 10*tco.Unit)
		t.Must(w.Stop(t.Context()))
		pass(t, w, 2*ticks*tco.Unit)
		reg.ExpectBitsT(t, w.Regs, "TCO1_STS of a halted timer", tco.Status1, tco.Timeout, 0)
	})
	t.Step("count of a halted timer", func() {
		t.Must(w.Start(t.Context(), 2*ticks*tco.Unit))
		pass(t, w, 10*tco.Unit+tco.Unit/2)
		t.Must(w.Stop(t.Context()))
		halted := tco.Reload.ReadT(t, w.Regs)
		if halted < ticks-11 || halted > ticks-9 {
			t.Errorf("the count after 10 ticks is %d, want %d or one more or less", halted, ticks-10)
		}
		pass(t, w, 20*tco.Unit)
		reg.ExpectT(t, w.Regs, "the count of a halted timer", tco.Reload, halted)
		tco.Control1.WriteT(t, w.Regs, 0)
		pass(t, w, 5*tco.Unit)
		if got := tco.Reload.ReadT(t, w.Regs); got < halted-6 || got > halted-4 {
			t.Errorf("the count 5 ticks after the halt at %d is %d, want %d or one more or less", halted, got, halted-5)
		}
		t.Must(w.Stop(t.Context()))
	})
}

// expiresFirst checks that the timer expires for the first time after a number of ticks, which is
// no reset, and that a restart prevents the second time.
func expiresFirst(t *run.T, w *tco.Timer, ticks int64) {
	t.Helper()
	t.Must(w.Start(t.Context(), time.Duration(2*ticks)*tco.Unit))
	pass(t, w, time.Duration(ticks-1)*tco.Unit-tco.Unit/2)
	reg.ExpectBitsT(t, w.Regs, "TCO1_STS before the timer expires", tco.Status1, tco.Timeout, 0)
	pass(t, w, 2*tco.Unit)
	reg.ExpectBitsT(t, w.Regs, "TCO1_STS after the timer has expired", tco.Status1, tco.Timeout, tco.Timeout)
	reg.ExpectBitsT(t, w.Regs, "TCO2_STS after the first time", tco.Status2, tco.SecondTimeout|tco.Boot, 0)
	t.Must(w.Restart(t.Context()))
	reg.ExpectBitsT(t, w.Regs, "TCO1_STS after it is cleared", tco.Status1, tco.Timeout, 0)
}

// timeout checks both expirations of a short time, and their flags.
func timeout(t *run.T, w *tco.Timer) {
	const ticks = 20
	expiresFirst(t, w, ticks)
	t.Step("second time", func() {
		t.Must(w.Start(t.Context(), 2*ticks*tco.Unit))
		pass(t, w, (2*ticks+3)*tco.Unit)
		reg.ExpectBitsT(t, w.Regs, "TCO2_STS after the second time", tco.Status2, tco.SecondTimeout|tco.Boot, tco.SecondTimeout|tco.Boot)
		t.Must(w.Stop(t.Context()))
	})
	for _, v := range []tco.State2{0, tco.SecondTimeout} {
		t.Step("one write of TCO2_STS, "+v.String(), func() {
			both := tco.SecondTimeout | tco.Boot
			t.Must(w.Start(t.Context(), 2*ticks*tco.Unit))
			pass(t, w, (2*ticks+3)*tco.Unit)
			t.Must(w.Stop(t.Context()))
			tco.Status2.WriteT(t, w.Regs, v)
			reg.ExpectBitsT(t, w.Regs, "TCO2_STS after a write of one of two flags or none", tco.Status2, both, both&^v)
			t.Must(w.Clear(t.Context()))
			reg.ExpectBitsT(t, w.Regs, "TCO2_STS after both flags are cleared", tco.Status2, both, 0)
		})
	}
	t.Step("no reboot", func() { noReboot(t, w, ticks*tco.Unit) })
	t.Step("shortest time", func() { expiresFirst(t, w, tco.MinTime) })
}

// noReboot checks that the second time resets only while NO_REBOOT is clear, and sets its flag
// either way (the data sheet, section 10.1.75 "GCS—General Control and Status Register").
func noReboot(t *run.T, w *tco.Timer, timeout time.Duration) {
	ctx := t.Context()
	events := t.QEMU().QMP().Subscribe("WATCHDOG", "STOP")
	t.Cleanup(events.Close)
	reg.ExpectBitsT(t, w.Chipset, "GCS, the lowest digit of its default value", tco.GeneralControl, 0xf, 0)
	others := tco.GeneralControl.ReadT(t, w.Chipset) &^ tco.NoReboot
	for _, bit := range []uint32{tco.NoReboot, 0, tco.NoReboot, 0} {
		reg.KeepsT(t, w.Chipset, "GCS", tco.GeneralControl, others|bit)
		t.Must(w.Start(ctx, 2*timeout))
		pass(t, w, 2*timeout+3*tco.Unit)
		t.Must(w.Stop(ctx))
		reg.ExpectBitsT(t, w.Regs, "TCO2_STS after the second time", tco.Status2, tco.SecondTimeout, tco.SecondTimeout)
		// QEMU has sent an earlier event by the time that it sends one for this command.
		for _, command := range []string{"stop", "cont"} {
			_, err := qmp.Execute[qmp.Empty](ctx, t.QEMU().QMP(), command, qmp.NoArgs{})
			t.Must(err)
		}
		var got []string
		for !slices.Contains(got, "STOP") {
			e, err := events.WaitEvent(ctx, "", nil)
			t.Must(err)
			got = append(got, e.Name)
		}
		if reset := got[0] == "WATCHDOG"; reset != (bit == 0) {
			t.Errorf("with GCS = %#x the watchdog acted after the second time: %t, want %t", others|bit, reset, bit == 0)
		}
	}
}

// maxTimeout checks the longest time.
func maxTimeout(t *run.T, w *tco.Timer) {
	for _, v := range []uint16{0x155, 0x2aa, tco.MaxTime, tco.MinTime} {
		reg.KeepsT(t, w.Regs, "TCO_TMR", tco.Time, v)
	}
	t.Step("bits", func() {
		tco.Time.WriteT(t, w.Regs, 0xffff)
		reg.ExpectT(t, w.Regs, "TCO_TMR, of 10 bits", tco.Time, tco.MaxTime)
	})
	t.Step("time", func() { expiresFirst(t, w, tco.MaxTime) })
}
