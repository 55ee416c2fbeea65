package ne2kpci

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// migrate moves the machine in the middle of the ring, with a frame in it and a masked cause.
func migrate(t *run.T, nic *ne2kpci.Device, second run.Instance[*ne2kpci.Device]) {
	ctx := t.Context()
	line, err := nic.Line(ctx)
	t.Must(err)
	s := suite(t, nic, smallRing())
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{group}}, func(p ethersuite.Port) {
		t.Must(nic.Write(ctx, ne2kpci.IMR, 0))
		s.Migrates(t, p, group, func() {
			t.Must(nic.Acknowledge(ctx, ^ne2kpci.Interrupts(0)))
		}, func() error { return t.Env.Migrate(ctx, second.Env, nil) })
		for _, mask := range []ne2kpci.Interrupts{0, ne2kpci.PRX} {
			t.Must(nic.Write(ctx, ne2kpci.IMR, uint8(mask)))
			if level, err := line.Level(ctx); err != nil || level != (mask != 0) {
				t.Errorf("interrupt pin raised with mask %v after the migration: %t (%v)", mask, level, err)
			}
		}
	})
}
