package e1000

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// migrate moves the machine in the middle of its work.
func migrate(t *run.T, nic *e1000.Device, second run.Instance[*e1000.Device]) {
	s := nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: intelnic.LegacyRX{}, Descriptors: nicsuite.Descriptors}
	with(t, nic, nicsuite.Attach(t), s, func(p nicsuite.Port) {
		interrupts(nic).Migrates(t, p, e1000.CauseLSC, func() error { return nic.StartTX(t.Context()) }, func() error {
			return t.Env.Migrate(t.Context(), second.Env, nil)
		})
	})
}
