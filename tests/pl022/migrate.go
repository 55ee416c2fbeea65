package pl022

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pl022"
)

// migrate moves the machine with frames in both FIFOs and the receive interrupt pending. It finds a
// port that loses frames, their order, their size or the mask.
func migrate(t *run.T, p *pl022.Port, second run.Instance[*pl022.Port]) {
	l := opened(t, p, 12)
	for n := range uint32(pl022.Depth) {
		l.sends(0xa00 + n)
	}
	l.takes("before", 0xa00, 0xa01, 0xa02)
	pl022.Control1.WriteT(t, p.Regs, pl022.LBM)
	l.writes(0xb00, 0xb01)
	pl022.Mask.WriteT(t, p.Regs, pl022.RX)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	reg.ExpectT(t, p.Regs, "SSPCR0", pl022.Control0, pl022.Frames(12))
	reg.ExpectT(t, p.Regs, "SSPCR1", pl022.Control1, pl022.LBM)
	reg.ExpectT(t, p.Regs, "SSPCPSR", pl022.Prescale, 2)
	l.state("after the migration", pl022.RX, pl022.TX|pl022.RX)
	l.takes("of those received before", 0xa03, 0xa04, 0xa05, 0xa06, 0xa07)
	pl022.Control1.WriteT(t, p.Regs, pl022.LBM|pl022.SSE)
	l.settles()
	l.takes("of those written before", 0xb00, 0xb01)
	l.state("at the end", pl022.RX, pl022.TX)
}
