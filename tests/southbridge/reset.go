package southbridge

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Ports of the reset control register (PIIX3: "RC—Reset Control Register"; ICH9: "RST_CNT—Reset Control
// Register") and of port 92h (ICH9: "PORT92—Fast A20 and Init Register").
const (
	resetPort = 0xcf9
	fastPort  = 0x92

	hard  = 1 << 1 // "SRST", "SYS_RST": not of the processor alone
	start = 1 << 2 // "RCPU", "RST_CPU": its change from 0 to 1 resets

	fastA20 = 1 << 1 // "ALT_A20_GATE"
)

const register reg.Reg[uint8] = 0

// resetControl checks that the register resets the machine with the bits for it, and not otherwise.
func resetControl(b *bridge) {
	control, fast := b.isa.Ports(resetPort, 1), b.isa.Ports(fastPort, 1)
	const marked = 5
	mark := b.routes[0]
	reg.ExpectT(b, control, "reset control after power-on", register, 0)
	b.write(mark, marked)
	b.Step("no reset", func() {
		for _, v := range []uint8{hard, 0, hard} {
			reg.KeepsT(b, control, "reset control", register, v)
			b.expect("without a reset", mark, marked)
		}
	})
	b.Step("fast A20", func() {
		for _, v := range []uint8{fastA20, 0, fastA20} {
			register.WriteT(b, fast, v)
			reg.ExpectBitsT(b, fast, "port 92h", register, fastA20, v)
			b.expect("after a change of A20", mark, marked)
		}
	})
	b.Step("hard reset", func() {
		b.write(mark, marked)
		events := b.QEMU().QMP().Subscribe("RESET")
		defer events.Close()
		register.WriteT(b, control, hard)
		register.WriteT(b, control, hard|start)
		e, err := events.WaitEvent(b.Context(), "RESET", nil)
		b.Must(err)
		data, err := qmp.DecodeEvent[struct {
			Guest bool `json:"guest"`
		}](e)
		b.Must(err)
		if !data.Guest {
			b.Error("the reset is not the guest's")
		}
		b.Must(b.again(b.Context()))
		b.expect("after the reset", mark, disabled)
		reg.ExpectT(b, control, "reset control after the reset", register, 0)
	})
}
