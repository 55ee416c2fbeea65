package igb

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// migrate moves the machine in the middle of its work.
func migrate(t *run.T, nic *igb.Device, second run.Instance[*igb.Device]) {
	s := nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: nicsuite.Descriptors}
	with(t, nic, nicsuite.Attach(t), s, func(p nicsuite.Port) {
		interrupts(nic).Migrates(t, p, igb.CauseLSC, func() error { return nic.StartTX(t.Context()) }, func() error {
			return t.Env.Migrate(t.Context(), second.Env, nil)
		})
	})
}
