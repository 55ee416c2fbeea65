package rtl8139

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
)

// cycle is that of a PCI clock of 33 1/3 MHz, by which the timer counts (the PCI Local Bus Specification, revision
// 2.2, section 4.2.3.1 "Clock Specification").
const cycle = 30 * time.Nanosecond

// timer checks TCTR and TimerInt by the virtual clock (the data sheet, section "Register Descriptions", TCTR and
// TimerInt).
func timer(t *run.T, nic *rtl8139.Device) {
	t.Must(nic.Reset(t.Context()))
	line, err := nic.PCI.INTx(t.Context())
	t.Must(err)
	t.Step("count", func() { count(t, nic) })
	rtl8139.IMR.WriteT(t, nic.Regs, rtl8139.TimeOut)
	t.Step("interrupt", func() {
		for _, ticks := range []uint32{1, 2, 100, 33333, 1 << 20} {
			timeout(t, nic, line, ticks)
		}
	})
	t.Step("masked", func() {
		rtl8139.IMR.WriteT(t, nic.Regs, ^rtl8139.TimeOut)
		start(t, nic, 10)
		nic.Machine.StepT(t, 20*cycle)
		reg.ExpectT(t, nic.Regs, "ISR", rtl8139.ISR, rtl8139.TimeOut)
		line.ExpectT(t, "with TimeOut masked", false)
		rtl8139.IMR.WriteT(t, nic.Regs, rtl8139.TimeOut)
		line.ExpectT(t, "with TimeOut unmasked", true)
		t.Must(nic.Acknowledge(t.Context(), rtl8139.TimeOut))
	})
	t.Step("never", func() {
		start(t, nic, 0)
		nic.Machine.StepT(t, (1<<32+1000)*cycle)
		reg.ExpectT(t, nic.Regs, "ISR with TimerInt 0, after more than a round of TCTR", rtl8139.ISR, 0)
	})
	t.Step("next round", func() {
		rtl8139.TimerInt.WriteT(t, nic.Regs, 0)
		rtl8139.TCTR.WriteT(t, nic.Regs, 0)
		nic.Machine.StepT(t, 1000*cycle)
		rtl8139.TimerInt.WriteT(t, nic.Regs, 500) // TCTR is past it
		nic.Machine.StepT(t, (1<<32-501)*cycle)
		reg.ExpectT(t, nic.Regs, "ISR a tick before TCTR is at TimerInt again", rtl8139.ISR, 0)
		nic.Machine.StepT(t, cycle)
		reg.ExpectT(t, nic.Regs, "ISR when TCTR is at TimerInt again", rtl8139.ISR, rtl8139.TimeOut)
		t.Must(nic.Acknowledge(t.Context(), rtl8139.TimeOut))
	})
	t.Step("moved", func() {
		start(t, nic, 500)
		nic.Machine.StepT(t, 400*cycle)
		rtl8139.TimerInt.WriteT(t, nic.Regs, 800)
		reg.ExpectT(t, nic.Regs, "TimerInt", rtl8139.TimerInt, 800)
		nic.Machine.StepT(t, 399*cycle)
		reg.ExpectT(t, nic.Regs, "ISR a tick before the new TimerInt", rtl8139.ISR, 0)
		nic.Machine.StepT(t, cycle)
		reg.ExpectT(t, nic.Regs, "ISR at the new TimerInt", rtl8139.ISR, rtl8139.TimeOut)
		t.Must(nic.Acknowledge(t.Context(), rtl8139.TimeOut))
	})
}

// start sets TimerInt, and starts the timer.
func start(t *run.T, nic *rtl8139.Device, ticks uint32) {
	t.Helper()
	rtl8139.TimerInt.WriteT(t, nic.Regs, ticks)
	rtl8139.TCTR.WriteT(t, nic.Regs, 0x12345678) // any value
	t.Must(nic.Acknowledge(t.Context(), rtl8139.TimeOut))
}

// count checks TCTR.
func count(t *run.T, nic *rtl8139.Device) {
	start(t, nic, 0)
	ticks := uint32(0)
	for _, n := range []uint32{1, 1, 10, 1000, 1 << 24, 1<<32 - 1 - (1<<24 + 1012), 1, 5} {
		nic.Machine.StepT(t, time.Duration(n)*cycle)
		ticks += n
		reg.ExpectT(t, nic.Regs, "TCTR", rtl8139.TCTR, ticks)
	}
	rtl8139.TCTR.WriteT(t, nic.Regs, 77)
	reg.ExpectT(t, nic.Regs, "TCTR after a write", rtl8139.TCTR, 0)
}

// timeout checks that the timer interrupts after ticks, not before, and once.
func timeout(t *run.T, nic *rtl8139.Device, line guest.Line, ticks uint32) {
	what := fmt.Sprintf("TimerInt %d", ticks)
	start(t, nic, ticks)
	nic.Machine.StepT(t, time.Duration(ticks)*cycle-1)
	reg.ExpectT(t, nic.Regs, what+": ISR a nanosecond before", rtl8139.ISR, 0)
	line.ExpectT(t, what+", a nanosecond before", false)
	nic.Machine.StepT(t, 1)
	reg.ExpectT(t, nic.Regs, what+": ISR", rtl8139.ISR, rtl8139.TimeOut)
	line.ExpectT(t, what, true)
	t.Must(nic.Acknowledge(t.Context(), rtl8139.TimeOut))
	line.ExpectT(t, what+", cleared", false)
	nic.Machine.StepT(t, time.Duration(ticks)*cycle*3)
	reg.ExpectT(t, nic.Regs, what+": ISR later", rtl8139.ISR, 0)
	reg.ExpectT(t, nic.Regs, what+": TCTR goes on", rtl8139.TCTR, 4*ticks)
}
