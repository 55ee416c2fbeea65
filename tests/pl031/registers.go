package pl031

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
)

// registers checks the values after a reset, and that each register keeps what is written or
// ignores it.
func registers(t *run.T, c *pl031.Clock) {
	t.Step("identification", func() { primecell.ExpectT(t, c.Regs, pl031.PeripheralID) })
	t.Step("control", func() { reg.ExpectT(t, c.Regs, "RTCCR after a reset", pl031.Control, 0) })
	t.Step("after a reset", func() {
		reg.ExpectT(t, c.Regs, "RTCDR", pl031.Data, uint32(base().Unix()))
		reg.ExpectT(t, c.Regs, "RTCMR", pl031.Match, 0)
		reg.ExpectT(t, c.Regs, "RTCLR", pl031.Load, 0)
		interrupts(t, c, "after a reset", 0, 0)
	})
	t.Step("written", func() {
		for bit := range 32 {
			reg.KeepsT(t, c.Regs, "RTCMR", pl031.Match, 1<<bit)
			reg.KeepsT(t, c.Regs, "RTCMR", pl031.Match, ^uint32(1<<bit))
		}
		for bit := range 32 {
			reg.KeepsT(t, c.Regs, "RTCLR", pl031.Load, 1<<bit)
			reg.ExpectT(t, c.Regs, "RTCDR after RTCLR is written", pl031.Data, 1<<bit)
		}
		pl031.Mask.WriteT(t, c.Regs, ^uint32(0))
		reg.ExpectT(t, c.Regs, "RTCIMSC, all bits of it written", pl031.Mask, 1)
		reg.KeepsT(t, c.Regs, "RTCIMSC", pl031.Mask, 0)
	})
	t.Step("read-only", func() {
		pl031.Load.WriteT(t, c.Regs, 0x1234)
		reg.IgnoresT(t, c.Regs, "RTCDR", pl031.Data)
		reg.IgnoresT(t, c.Regs, "RTCRIS", pl031.Raw)
		reg.IgnoresT(t, c.Regs, "RTCMIS", pl031.Masked)
	})
	t.Step("started", func() {
		pl031.Control.WriteT(t, c.Regs, 1)
		reg.ExpectT(t, c.Regs, "RTCCR of a clock that runs", pl031.Control, 1)
	})
	var before uint32
	t.Step("time over a reset", func() {
		before = pl031.Data.ReadT(t, c.Regs)
		raise(t, c, "before the reset")
		t.Must(t.QEMU().SystemReset(t.Context()))
		pl031.Control.WriteT(t, c.Regs, 1)
		c.Machine.StepT(t, 3*time.Second)
		reg.ExpectT(t, c.Regs, "RTCDR", pl031.Data, before+4)
	})
	t.Step("interrupt after a reset", func() {
		reg.ExpectT(t, c.Regs, "RTCMR", pl031.Match, 0)
		interrupts(t, c, "after a reset", 0, 0)
	})
}

// raise makes an interrupt by a match one second from now.
func raise(t *run.T, c *pl031.Clock, when string) {
	t.Helper()
	pl031.Match.WriteT(t, c.Regs, pl031.Data.ReadT(t, c.Regs)+1)
	pl031.Mask.WriteT(t, c.Regs, 1)
	c.Machine.StepT(t, time.Second)
	interrupts(t, c, when, 1, 1)
}

// interrupts checks the registers of the interrupt: its mask, and itself before the mask.
func interrupts(t *run.T, c *pl031.Clock, when string, mask, raw uint32) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "RTCIMSC "+when, pl031.Mask, mask)
	reg.ExpectT(t, c.Regs, "RTCRIS "+when, pl031.Raw, raw)
	reg.ExpectT(t, c.Regs, "RTCMIS "+when, pl031.Masked, raw&mask)
}
