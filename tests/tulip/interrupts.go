package tulip

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
)

// interrupts checks that both directions interrupt if they are enabled with their
// summary, and that writing ones clears them (section 3.2.2.5 "Status Register").
func interrupts(t *run.T, nic *tulip.Device, peer *ethernet.Peer) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	t.Must(nic.Reset(ctx))
	tx, err := nic.OpenTX(ctx, 4, tulip.Ring)
	t.Must(err)
	t.Must(tx.Filter(ctx, tulip.Address()))
	rx, err := nic.OpenRX(ctx, 4, tulip.Ring, 2044, 0)
	t.Must(err)
	send := func() {
		out := outbound(64, 1)
		t.Must(tx.Send(ctx, tulip.Fragment{First: out}))
		arrives(t, peer, out)
	}
	receive := func() {
		t.Must(peer.Send(ctx, inbound(64, 2)))
		_, _, err := rx.Receive(ctx)
		t.Must(err)
	}
	for _, row := range []struct {
		name   string
		enable tulip.Status
		do     func()
		status tulip.Status
		raised bool
	}{
		{"sent, nothing enabled", 0, send, tulip.TI, false},
		{"sent, without the summary", tulip.TI, send, tulip.TI, false},
		{"sent, only reception enabled", tulip.RI | tulip.NIS, send, tulip.TI, false},
		{"sent", tulip.TI | tulip.NIS, send, tulip.TI | tulip.NIS, true},
		{"received, only transmission enabled", tulip.TI | tulip.NIS, receive, tulip.RI, false},
		{"received", tulip.RI | tulip.NIS, receive, tulip.RI | tulip.NIS, true},
	} {
		tulip.CSR7.WriteT(t, nic.Regs, row.enable)
		t.Must(nic.Acknowledge(ctx))
		if line.Raised() {
			t.Errorf("%s: interrupt line is raised too early", row.name)
		}
		row.do()
		t.Must(nic.Machine.Pass(ctx, time.Millisecond))
		if got := tulip.CSR5.ReadT(t, nic.Regs) & row.status; got != row.status {
			t.Errorf("%s: CSR5 = %v, want %v", row.name, got, row.status)
		}
		if got := line.Raised(); got != row.raised {
			t.Errorf("%s: interrupt line raised: %t, want %t", row.name, got, row.raised)
		}
		t.Must(nic.Acknowledge(ctx))
		if line.Raised() {
			t.Errorf("%s: interrupt line is still raised", row.name)
		}
		if got := tulip.CSR5.ReadT(t, nic.Regs) & (tulip.TI | tulip.RI | tulip.NIS); got != 0 {
			t.Errorf("%s: CSR5 after it is cleared = %v", row.name, got)
		}
	}
	t.Must(rx.Close(ctx))
	t.Must(tx.Close(ctx))
}
