package ne2kpci

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// interrupts checks the causes of interrupts, with each bit of the mask alone, and that a
// cause is cleared by a one that is written to it and by no other.
func interrupts(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, ne2kpci.Setup{})
	ctx := t.Context()
	line, err := nic.Line(ctx)
	t.Must(err)
	for _, row := range []struct {
		name  string
		cause ne2kpci.Interrupts
		do    func(p *ne2kpci.Port)
	}{
		{"received", ne2kpci.PRX, func(p *ne2kpci.Port) {
			t.Must(s.Peer.Send(ctx, s.In(64, 1)))
			t.Must(nic.Machine.Wait(ctx, "a frame in the ring", p.Pending))
		}},
		{"sent", ne2kpci.PTX, func(p *ne2kpci.Port) { s.Sends(t, p, "a frame", s.Out(64, 2)) }},
		{"remote DMA", ne2kpci.RDC, func(*ne2kpci.Port) {
			t.Must(nic.Aim(ctx, ne2kpci.RD0, ne2kpci.RAM, 0))
		}},
	} {
		t.Step(row.name, func() {
			for _, mask := range []ne2kpci.Interrupts{0, ^row.cause & 0x7f, row.cause, 0x7f} {
				with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) {
					expect := func(what string, isr ne2kpci.Interrupts, raised bool) {
						t.Helper()
						is(t, nic, what+": ISR", ne2kpci.ISR, uint8(isr))
						if level, err := line.Level(ctx); err != nil || level != raised {
							t.Errorf("%s with mask %v: interrupt pin raised: %t (%v), want %t", what, mask, level, err, raised)
						}
					}
					expect("before", 0, false)
					row.do(p)
					expect("with IMR 0", row.cause, false)
					t.Must(nic.Write(ctx, ne2kpci.IMR, uint8(mask)))
					expect("unmasked", row.cause, mask&row.cause != 0)
					t.Must(nic.Acknowledge(ctx, ^row.cause))
					expect("other bits written", row.cause, mask&row.cause != 0)
					t.Must(nic.Write(ctx, ne2kpci.IMR, 0))
					expect("masked again", row.cause, false)
					t.Must(nic.Write(ctx, ne2kpci.IMR, uint8(mask)))
					t.Must(nic.Acknowledge(ctx, row.cause))
					expect("cleared", 0, false)
					row.do(p)
					expect("once more", row.cause, mask&row.cause != 0)
				})
			}
		})
	}
	t.Step("three causes", func() {
		with(t, nic, ne2kpci.Setup{Mask: ne2kpci.PRX | ne2kpci.PTX | ne2kpci.RDC}, func(p *ne2kpci.Port) {
			t.Must(s.Peer.Send(ctx, s.In(64, 1)))
			t.Must(nic.Machine.Wait(ctx, "a frame in the ring", p.Pending))
			s.Sends(t, p, "a frame", s.Out(64, 2))
			t.Must(nic.Aim(ctx, ne2kpci.RD0, ne2kpci.RAM, 0))
			left := ne2kpci.PRX | ne2kpci.PTX | ne2kpci.RDC
			for _, cause := range []ne2kpci.Interrupts{ne2kpci.PTX, ne2kpci.PRX, ne2kpci.RDC} {
				is(t, nic, fmt.Sprintf("ISR before %v is cleared", cause), ne2kpci.ISR, uint8(left))
				if level, err := line.Level(ctx); err != nil || !level {
					t.Errorf("with %v: interrupt pin raised: %t (%v), want true", left, level, err)
				}
				t.Must(nic.Acknowledge(ctx, cause))
				left &^= cause
			}
			is(t, nic, "ISR once all causes are cleared", ne2kpci.ISR, 0)
			if level, err := line.Level(ctx); err != nil || level {
				t.Errorf("without a cause: interrupt pin raised: %t (%v), want false", level, err)
			}
		})
	})
}
