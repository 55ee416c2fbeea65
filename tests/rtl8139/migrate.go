package rtl8139

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// migrate moves the machine in the middle of the ring and of the descriptors, with a frame in the ring and a
// masked cause.
func migrate(t *run.T, nic *rtl8139.Device, second run.Instance[*rtl8139.Device]) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, nic, rtl8139.Setup{Mask: rtl8139.TOK})
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{group}}, func(p ethersuite.Port) {
		s.Migrates(t, p, group, func() { t.Must(nic.Acknowledge(ctx, allCauses)) }, func() error {
			if err := t.Env.Migrate(ctx, second.Env, nil); err != nil {
				return err
			}
			reg.ExpectT(t, nic.Regs, "ISR", rtl8139.ISR, rtl8139.ROK)
			line.ExpectT(t, "a masked cause after the migration", false)
			rtl8139.IMR.WriteT(t, nic.Regs, rtl8139.ROK)
			line.ExpectT(t, "an unmasked cause after the migration", true)
			return nic.Acknowledge(ctx, rtl8139.ROK)
		})
	})
}
