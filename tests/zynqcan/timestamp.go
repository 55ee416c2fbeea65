package zynqcan

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// timestamp checks that the counter runs at the 24 MHz of QEMU's CAN_REF_CLK, wraps at 16 bits, and is cleared by TCR and in
// configuration mode (UG1085, "RX Messages").
func timestamp(t *run.T, c *zynqcan.Controller) {
	p := &pair{t, c.Other(), c}
	stamp := func() uint16 {
		t.Helper()
		p.send(p.a, numbered(0))
		_, ticks, err := c.Receive(t.Context())
		t.Must(err)
		return ticks
	}
	const perMillisecond, few = 24_000, 24
	t.Step("rate", func() {
		p.start(xilinxcan.Normal)
		last := stamp()
		for range 4 {
			c.Machine.StepT(t, time.Millisecond)
			now := stamp()
			if got := now - last; got < perMillisecond-1 || got > perMillisecond+1 {
				t.Errorf("the counter passed %d ticks in 1 ms, want %d or one more or less", got, perMillisecond)
			}
			last = now
		}
	})
	for _, clear := range []struct {
		name string
		by   func()
	}{
		{"cleared", func() { zynqcan.Timestamp.WriteT(t, c.Regs, 1) }},
		{"cleared in configuration mode", func() {
			xilinxcan.Reset.WriteT(t, c.Regs, 0)
			xilinxcan.Reset.WriteT(t, c.Regs, xilinxcan.Enable)
		}},
	} {
		t.Step(clear.name, func() {
			p.start(xilinxcan.Normal)
			c.Machine.StepT(t, time.Millisecond)
			clear.by()
			if got := stamp(); got > few {
				t.Errorf("the timestamp then = %d, want %d at most", got, few)
			}
		})
	}
}
