package tulip

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// migrate moves the machine while a received frame and a masked cause wait for the
// driver, in the middle of both rings. It finds a controller that loses its place in a
// list, the filter, the cause or its mask on the way.
func migrate(t *run.T, nic *tulip.Device, second run.Instance[*tulip.Device]) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, rig{nic: nic, send: 4, receive: 8, buffers: [2]int{128, 1600}})
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{group}}, func(p ethersuite.Port) {
		tulip.CSR7.WriteT(t, nic.Regs, tulip.TI|tulip.NIS)
		s.Migrates(t, p, group, func() { t.Must(nic.Acknowledge(ctx)) }, func() error {
			if err := t.Env.Migrate(ctx, second.Env, nil); err != nil {
				return err
			}
			reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.RI|tulip.TI, tulip.RI)
			if line.Raised() {
				t.Error("the cause that was masked raises the line after the migration")
			}
			tulip.CSR7.WriteT(t, nic.Regs, tulip.RI|tulip.NIS)
			if !line.Raised() {
				t.Error("the cause that was pending does not raise the line once it is unmasked")
			}
			return nic.Acknowledge(ctx)
		})
	})
}
