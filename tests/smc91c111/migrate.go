package smc91c111

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
)

// migrate moves the machine while a frame waits in the controller's memory, with packets given out, a pointer and a masked cause.
func migrate(t *run.T, d *smc91c111.Device, second run.Instance[*smc91c111.Device]) {
	s := suiteOf(t, d)
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	p := start(t, d, smc91c111.Setup{Groups: []ethernet.MAC{group}, Receive: smc91c111.StripCRC})
	smc91c111.General.WriteT(t, d.Regs, 0x5aa5)
	s.Moves(t, p, group, func() {}, func() error { return t.Env.Migrate(t.Context(), second.Env, nil) })
	reg.ExpectT(t, d.Regs, "GPR after the migration", smc91c111.General, 0x5aa5)
	t.Must(s.Peer.Send(t.Context(), s.In(100, 1)))
	t.Must(d.Machine.Wait(t.Context(), "a frame", p.Pending))
	line.ExpectT(t, "masked, after the migration", false)
	smc91c111.Mask.WriteT(t, d.Regs, smc91c111.FrameReceived)
	line.ExpectT(t, "unmasked, after the migration", true)
	s.Next(t, p, "the frame", s.In(100, 1))
	line.ExpectT(t, "with the frame taken", false)
	t.Must(p.Close(t.Context()))
}
