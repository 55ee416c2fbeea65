package e1000

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// delays checks everything that delays an interrupt by the clock.
func delays(t *run.T, nic *e1000.Device) {
	p := portOf(nic, nicsuite.Attach(t))
	receive, transmit := nicsuite.Timers{Relative: e1000.RDTR}, nicsuite.Timers{Relative: e1000.TIDV}
	if nic.Chip.Delays {
		receive.Absolute, transmit.Absolute = e1000.RADV, e1000.TADV
	}
	t.Step("receive", func() { interrupts(nic).ReceiveDelay(t, rig{nic}, p, receive, e1000.CauseRXT0) })
	t.Step("transmit", func() { interrupts(nic).TransmitDelay(t, rig{nic}, p, transmit, e1000.CauseTXDW) })
}
