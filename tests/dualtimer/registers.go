package dualtimer

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/dualtimer"
)

// registers checks the values after a reset, and that each register keeps what is written or
// ignores it (DDI 0271D, chapter 3 "Programmer's Model").
func registers(t *run.T, d *dualtimer.Timers) {
	t.Step("identification", func() { primecell.ExpectT(t, d.Regs, d.PeripheralID) })
	for n := range 2 {
		s := d.Timer(n)
		t.Step(fmt.Sprintf("value %d after a reset", n+1), func() { reg.ExpectT(t, s, "TimerXValue", dualtimer.Value, ^uint32(0)) })
		t.Step(fmt.Sprintf("timer %d after a reset", n+1), func() { afterReset(t, s) })
	}
	for n := range 2 {
		t.Step(fmt.Sprintf("timer %d written", n+1), func() { written(t, d.Timer(n)) })
	}
	t.Step("reset", func() {
		for n := range 2 {
			t.Must(d.Start(t.Context(), n, dualtimer.Wide|dualtimer.Periodic, 1000))
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		for n := range 2 {
			afterReset(t, d.Timer(n))
		}
	})
}

func afterReset(t *run.T, s reg.Space) {
	t.Helper()
	reg.ExpectT(t, s, "TimerXLoad", dualtimer.Load, 0)
	reg.ExpectBitsT(t, s, "TimerXControl", dualtimer.ControlRegister, dualtimer.ControlBits, dualtimer.Interrupting)
	reg.ExpectT(t, s, "TimerXRIS", dualtimer.Raw, 0)
	reg.ExpectT(t, s, "TimerXMIS", dualtimer.Masked, 0)
	reg.ExpectT(t, s, "TimerXBGLoad", dualtimer.Background, 0)
}

// written checks the registers of a timer that is stopped. The two load registers are one, of
// which only the first changes the value (section "Background Load Register, TimerXBGLoad").
func written(t *run.T, s reg.Space) {
	dualtimer.ControlRegister.WriteT(t, s, dualtimer.Wide|dualtimer.Periodic)
	for bit := range 32 {
		reg.KeepsT(t, s, "TimerXLoad", dualtimer.Load, 1<<bit)
		reg.ExpectT(t, s, "TimerXBGLoad after TimerXLoad is written", dualtimer.Background, 1<<bit)
		reg.ExpectT(t, s, "TimerXValue after TimerXLoad is written", dualtimer.Value, 1<<bit)
	}
	dualtimer.Load.WriteT(t, s, 0x1234_5678)
	for bit := range 32 {
		reg.KeepsT(t, s, "TimerXBGLoad", dualtimer.Background, 1<<bit)
		reg.ExpectT(t, s, "TimerXLoad after TimerXBGLoad is written", dualtimer.Load, 1<<bit)
		reg.ExpectT(t, s, "TimerXValue after TimerXBGLoad is written", dualtimer.Value, 0x1234_5678)
	}
	reg.IgnoresT(t, s, "TimerXValue", dualtimer.Value)
	dualtimer.Load.WriteT(t, s, 0xa5a5_5a5a)
	reg.ExpectT(t, s, "TimerXBGLoad after TimerXLoad is written again", dualtimer.Background, 0xa5a5_5a5a)
	reg.IgnoresT(t, s, "TimerXRIS", dualtimer.Raw)
	reg.IgnoresT(t, s, "TimerXMIS", dualtimer.Masked)
	for _, c := range []dualtimer.Control{
		dualtimer.OneShot, dualtimer.Wide, dualtimer.Prescale16, dualtimer.Prescale256, dualtimer.Interrupting, dualtimer.Periodic, 0,
	} {
		dualtimer.ControlRegister.WriteT(t, s, c)
		reg.ExpectBitsT(t, s, "TimerXControl after a write", dualtimer.ControlRegister, dualtimer.ControlBits, c)
	}
}
