package ssetimer

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/ssetimer"
)

// counter checks the system counter, in its three frames (101370, "System counter").
func counter(t *run.T, c *ssetimer.Timer) {
	t.Step("after a reset", func() {
		reg.ExpectT(t, c.Counter, "CNTCR", ssetimer.CountControl, 0)
		reg.ExpectT(t, c.Counter, "CNTCV", ssetimer.CountLow, 0)
		reg.ExpectT(t, c.Counter, "CNTCV, high", ssetimer.CountHigh, 0)
		reg.ExpectT(t, c.Counter, "CNTSCR", ssetimer.CountScale, 1<<24)
		reg.ExpectBitsT(t, c.Counter, "CNTID", ssetimer.CountID, 0xf, 1)
		c.Machine.StepT(t, time.Millisecond)
		reg.ExpectT(t, c.Counter, "CNTCV of a counter that stands", ssetimer.CountLow, 0)
	})
	t.Step("runs", func() {
		t.Must(c.Count(t.Context(), 0))
		c.Machine.StepT(t, time.Millisecond)
		shows(t, c, "after 1 ms", perMillisecond)
		c.Machine.StepT(t, time.Millisecond)
		shows(t, c, "after 2 ms", 2*perMillisecond)
		ssetimer.CountControl.WriteT(t, c.Counter, 0)
		c.Machine.StepT(t, time.Millisecond)
		shows(t, c, "stopped", 2*perMillisecond)
	})
	t.Step("carry", func() {
		t.Must(c.Count(t.Context(), 0x5_ffff_ffff))
		c.Machine.StepT(t, time.Millisecond)
		shows(t, c, "after the low half", 0x5_ffff_ffff+perMillisecond)
	})
	t.Step("scaled", func() {
		for _, scale := range []uint32{2 << 24, 1 << 23, 3 << 23} {
			t.Must(c.Count(t.Context(), 0))
			ssetimer.CountControl.WriteT(t, c.Counter, 0)
			ssetimer.CountScale.WriteT(t, c.Counter, scale)
			ssetimer.CountControl.WriteT(t, c.Counter, ssetimer.Running|ssetimer.Scaled)
			c.Machine.StepT(t, time.Millisecond)
			shows(t, c, "with a scale", perMillisecond*uint64(scale)>>24)
		}
		ssetimer.CountControl.WriteT(t, c.Counter, 0)
		ssetimer.CountScale.WriteT(t, c.Counter, 1<<24)
	})
	t.Step("status frame", func() {
		t.Must(c.Count(t.Context(), 0x1_0000_0000))
		ssetimer.CountControl.WriteT(t, c.Counter, 0)
		reg.IgnoresT(t, c.Status, "CNTCV of the status frame", ssetimer.StatusLow)
	})
}

// shows checks that all three frames show the counter at a value.
func shows(t *run.T, c *ssetimer.Timer, when string, want uint64) {
	t.Helper()
	for _, f := range []struct {
		name      string
		space     reg.Space
		low, high reg.Reg[uint32]
	}{
		{"control frame", c.Counter, ssetimer.CountLow, ssetimer.CountHigh},
		{"status frame", c.Status, ssetimer.StatusLow, ssetimer.StatusHigh},
		{"timer", c.Regs, ssetimer.NowLow, ssetimer.NowHigh},
	} {
		if got := uint64(f.low.ReadT(t, f.space)) | uint64(f.high.ReadT(t, f.space))<<32; got != want {
			t.Errorf("counter %s, in the %s = %#x, want %#x", when, f.name, got, want)
		}
	}
}
