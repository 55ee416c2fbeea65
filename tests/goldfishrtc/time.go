package goldfishrtc

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
)

// shows checks the time.
func shows(t *run.T, c *goldfishrtc.Clock, when string, want uint64) {
	t.Helper()
	got, err := c.Now(t.Context())
	t.Must(err)
	if got != want {
		t.Errorf("%s: the time is %#x, want %#x", when, got, want)
	}
}

// passing checks the values after a reset, that the time passes and can be set, and that its
// halves belong together.
func passing(t *run.T, c *goldfishrtc.Clock) {
	ctx := t.Context()
	start := uint64(base().UnixNano())
	t.Step("after a reset", func() {
		shows(t, c, "after a reset", start)
		for name, r := range map[string]reg.Reg[uint32]{
			"ALARM_LOW": goldfishrtc.AlarmLow, "ALARM_HIGH": goldfishrtc.AlarmHigh,
			"IRQ_ENABLED": goldfishrtc.Enabled, "ALARM_STATUS": goldfishrtc.AlarmStatus,
		} {
			reg.ExpectT(t, c.Regs, name, r, 0)
		}
	})
	t.Step("passes", func() {
		for _, d := range []time.Duration{1, 999, time.Millisecond, time.Second, 24 * time.Hour} {
			c.Machine.StepT(t, d)
			start += uint64(d)
			shows(t, c, "after "+d.String(), start)
		}
	})
	t.Step("halves", func() {
		const edge = 0x1234_ffff_ffff
		t.Must(c.Set(ctx, edge))
		reg.ExpectT(t, c.Regs, "TIME_LOW", goldfishrtc.TimeLow, 0xffff_ffff)
		c.Machine.StepT(t, 1)
		reg.ExpectT(t, c.Regs, "TIME_HIGH of the time that was read", goldfishrtc.TimeHigh, 0x1234)
		shows(t, c, "over the edge", edge+1)
	})
	t.Step("set", func() {
		for bit := range 63 {
			t.Must(c.Set(ctx, 1<<bit))
			shows(t, c, "as set", 1<<bit)
		}
		t.Must(c.Set(ctx, start))
		c.Machine.StepT(t, time.Second)
		shows(t, c, "a second later", start+uint64(time.Second))
	})
	t.Step("over a reset", func() {
		t.Must(t.QEMU().SystemReset(ctx))
		c.Machine.StepT(t, time.Second)
		shows(t, c, "a second after the reset", start+2*uint64(time.Second))
	})
}
