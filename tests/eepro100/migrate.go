package eepro100

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// migrate moves the machine with both lists in their middle, a suspended command unit, a
// frame in guest memory, and causes behind the mask.
func migrate(t *run.T, nic *eepro100.Device, second run.Instance[*eepro100.Device]) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, nic, eepro100.Setup{Send: 4, Receive: 4, Base: 0x10000})
	group := groupOf(7)
	s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{group}}, func(p ethersuite.Port) {
		s.Migrates(t, p, group, func() {
			eepro100.SCBCauses.WriteT(t, nic.Regs, 0xff)
		}, func() error { return t.Env.Migrate(ctx, second.Env, nil) })
		reg.ExpectBitsT(t, nic.Regs, "causes after the migration", eepro100.SCBCauses, eepro100.FR, eepro100.FR)
		level(t, line, "masked, after the migration", false)
		eepro100.SCBMask.WriteT(t, nic.Regs, 0)
		level(t, line, "unmasked, after the migration", true)
	})
}
