package e1000e

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// delays checks everything that delays an interrupt by the clock.
func delays(t *run.T, nic *e1000e.Device) {
	t.Step("moderation", func() { moderation(t, nic) })
	p := portOf(nic, nicsuite.Attach(t))
	t.Step("receive", func() {
		timers := nicsuite.Timers{Relative: e1000e.RDTR, Absolute: e1000e.RADV}
		interrupts(nic).ReceiveDelay(t, rig{nic}, p, timers, e1000e.CauseRXT0)
	})
	t.Step("transmit", func() {
		timers := nicsuite.Timers{Relative: e1000e.TIDV, Absolute: e1000e.TADV}
		interrupts(nic).TransmitDelay(t, rig{nic}, p, timers, e1000e.CauseTXDW)
	})
}
