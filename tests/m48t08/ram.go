package m48t08

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/m48t08"
)

// ram checks that bytes all over the RAM keep values of their own, also over a reset of the machine.
func ram(t *run.T, c *m48t08.Chip) {
	const apart = 0x7f // each bit of an address has both values
	own := func(at reg.Reg[uint8], round uint8) uint8 { return uint8(at)*0x4d ^ uint8(at>>8) ^ round }
	check := func(when string, round uint8) {
		for at := reg.Reg[uint8](0); at < m48t08.Plain; at += apart {
			reg.ExpectT(t, c.Regs, when, at, own(at, round))
		}
	}
	for _, round := range []uint8{0x00, 0xff} {
		for at := reg.Reg[uint8](0); at < m48t08.Plain; at += apart {
			at.WriteT(t, c.Regs, own(at, round))
		}
		check("a byte of the RAM", round)
	}
	t.Must(t.QEMU().SystemReset(t.Context()))
	check("a byte of the RAM after a reset", 0xff)
}
