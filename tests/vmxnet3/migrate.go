package vmxnet3

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// migrate moves the machine in the middle of all rings, with a frame in guest memory and a
// table of groups.
func migrate(t *run.T, nic *vmxnet3.Device, second run.Instance[*vmxnet3.Device]) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, nic, vmxnet3.Setup{})
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{group}}, func(p ethersuite.Port) {
		t.Must(p.(*vmxnet3.Port).DisableInterrupts(ctx, false))
		mask(t, nic, true)
		s.Migrates(t, p, group, func() {}, func() error { return t.Env.Migrate(ctx, second.Env, nil) })
		level(t, line, "masked, after the migration", false)
		mask(t, nic, false)
		s.Delivers(t, p, "a frame", s.In(64, 1))
		level(t, line, "unmasked, after the migration", true)
	})
}
