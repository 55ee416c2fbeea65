package pcnet

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// migrate moves the machine in the middle of both rings, with a frame in guest memory, a
// masked cause and a filter.
func migrate(t *run.T, nic *pcnet.Device, second run.Instance[*pcnet.Device]) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, nic, pcnet.Setup{Style: pcnet.StyleBurst, Send: 4, Receive: 4})
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{group}}, func(p ethersuite.Port) {
		t.Must(nic.WriteCSR(ctx, pcnet.CSRMask, uint16(pcnet.RINT|pcnet.TINT)))
		s.Migrates(t, p, group, func() {
			t.Must(nic.SetStatus(ctx, pcnet.Causes|pcnet.IENA))
		}, func() error { return t.Env.Migrate(ctx, second.Env, nil) })
		raised(t, nic, line, "RINT, masked, after the migration", pcnet.RINT, false)
		t.Must(nic.WriteCSR(ctx, pcnet.CSRMask, uint16(pcnet.TINT)))
		raised(t, nic, line, "RINT, unmasked", pcnet.RINT, true)
	})
}
