package rtl8139

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
)

// allCauses are the bits of ISR that an RTL8139C has.
const allCauses = rtl8139.ROK | rtl8139.RER | rtl8139.TOK | rtl8139.TER | rtl8139.RXOVW | rtl8139.PUN | rtl8139.FOVW |
	rtl8139.LenChg | rtl8139.TimeOut | rtl8139.SERR

// interrupts checks the causes of frames with each bit of the mask, and that a cause is cleared by a one that
// is written to it and by no other (the data sheet, sections "Interrupt Mask Register" and "Interrupt Status
// Register").
func interrupts(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	s := suite(t, nic, rtl8139.Setup{})
	send := func(p *rtl8139.Port) { s.Sends(t, p, "a frame", s.Out(64, 1)) }
	receive := func(p *rtl8139.Port) { s.Delivers(t, p, "a frame", s.In(64, 2)) }
	for _, row := range []struct {
		name  string
		cause rtl8139.Interrupts
		do    func(p *rtl8139.Port)
	}{{"sent", rtl8139.TOK, send}, {"received", rtl8139.ROK, receive}} {
		t.Step(row.name, func() {
			for _, mask := range []rtl8139.Interrupts{0, allCauses &^ row.cause, row.cause, allCauses} {
				with(t, nic, rtl8139.Setup{}, func(p *rtl8139.Port) {
					expect := func(what string, isr rtl8139.Interrupts, raised bool) {
						t.Helper()
						what = fmt.Sprintf("mask %v, %s", mask, what)
						reg.ExpectT(t, nic.Regs, what+": ISR", rtl8139.ISR, isr)
						line.ExpectT(t, what, raised)
					}
					on := mask&row.cause != 0
					expect("before", 0, false)
					row.do(p)
					expect("with IMR 0", row.cause, false)
					rtl8139.IMR.WriteT(t, nic.Regs, mask)
					reg.ExpectT(t, nic.Regs, "IMR", rtl8139.IMR, mask)
					expect("unmasked", row.cause, on)
					t.Must(nic.Acknowledge(ctx, ^row.cause))
					expect("other bits written", row.cause, on)
					rtl8139.IMR.WriteT(t, nic.Regs, 0)
					expect("masked again", row.cause, false)
					rtl8139.IMR.WriteT(t, nic.Regs, mask)
					t.Must(nic.Acknowledge(ctx, row.cause))
					expect("cleared", 0, false)
					row.do(p)
					expect("once more", row.cause, on)
				})
			}
		})
	}
	t.Step("both causes", func() {
		const both = rtl8139.ROK | rtl8139.TOK
		for _, first := range []rtl8139.Interrupts{rtl8139.ROK, rtl8139.TOK} {
			with(t, nic, rtl8139.Setup{Mask: both}, func(p *rtl8139.Port) {
				send(p)
				receive(p)
				reg.ExpectT(t, nic.Regs, "ISR with both", rtl8139.ISR, both)
				t.Must(nic.Acknowledge(ctx, first))
				reg.ExpectT(t, nic.Regs, "ISR with one cleared", rtl8139.ISR, both&^first)
				line.ExpectT(t, fmt.Sprintf("with %v cleared", first), true)
				t.Must(nic.Acknowledge(ctx, both&^first))
				line.ExpectT(t, "with both cleared", false)
			})
		}
	})
	t.Step("reset", func() {
		with(t, nic, rtl8139.Setup{Mask: rtl8139.TOK}, func(p *rtl8139.Port) {
			send(p)
			line.ExpectT(t, "before a reset", true)
			t.Must(nic.Reset(ctx))
			line.ExpectT(t, "after a reset", false)
			reg.ExpectT(t, nic.Regs, "ISR after a reset", rtl8139.ISR, 0)
			reg.ExpectT(t, nic.Regs, "IMR after a reset", rtl8139.IMR, 0)
		})
	})
}
