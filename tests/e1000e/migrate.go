package e1000e

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// migrate moves the machine in the middle of its work.
func migrate(t *run.T, nic *e1000e.Device, second run.Instance[*e1000e.Device]) {
	s := nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: e1000e.ExtendedRX{}, Descriptors: nicsuite.Descriptors}
	with(t, nic, nicsuite.Attach(t), s, func(p nicsuite.Port) {
		interrupts(nic).Migrates(t, p, e1000e.CauseLSC, func() error { return nic.StartTX(t.Context()) }, func() error {
			return t.Env.Migrate(t.Context(), second.Env, nil)
		})
	})
}
