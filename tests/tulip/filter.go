package tulip

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
)

// filter checks the received frames: those to the addresses of the last setup
// frame, compared in all bits, and others only if CSR6 allows them (sections
// 3.2.2.6 "Operation Mode Register" and 4.2.3.5 "Setup Frame"). The setup frames
// include broadcast, as drivers' do ([unlistedBroadcast] does not).
func filter(t *run.T, nic *tulip.Device, peer *ethernet.Peer) {
	ctx := t.Context()
	own := tulip.Address()
	near := own
	near[5] ^= 1
	other := ethernet.MAC{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}
	group, far := ethernet.MAC{0x01, 0x00, 0x5e, 1, 2, 3}, ethernet.MAC{0x01, 0x00, 0x5e, 1, 2, 4}
	for _, row := range []struct {
		name string
		mode tulip.Operation
		list []ethernet.MAC
		want []ethernet.MAC
	}{
		{"own and broadcast", 0, []ethernet.MAC{own, ethernet.Broadcast()}, []ethernet.MAC{own, ethernet.Broadcast()}},
		{"another, broadcast, a group", 0, []ethernet.MAC{other, ethernet.Broadcast(), group}, []ethernet.MAC{other, ethernet.Broadcast(), group}},
		{"all multicast", tulip.PassAllMulticast, []ethernet.MAC{own}, []ethernet.MAC{own, ethernet.Broadcast(), group, far}},
		{"promiscuous", tulip.Promiscuous, []ethernet.MAC{own}, []ethernet.MAC{own, near, other, ethernet.Broadcast(), group, far}},
	} {
		t.Must(nic.Reset(ctx))
		tx, err := nic.OpenTX(ctx, 2, tulip.Ring)
		t.Must(err)
		t.Must(tx.Filter(ctx, row.list...))
		t.Must(nic.SetMode(ctx, 0, row.mode))
		rx, err := nic.OpenRX(ctx, 16, tulip.Ring, 2044, 0)
		t.Must(err)
		for i, dst := range []ethernet.MAC{own, near, other, ethernet.Broadcast(), group, far} {
			t.Must(peer.Send(ctx, frame(dst, station(), 64, byte(i))))
		}
		var got []ethernet.MAC
		for range row.want {
			b, _, err := rx.Receive(ctx)
			t.Must(err)
			f, err := ethernet.Parse(b)
			t.Must(err)
			got = append(got, f.Dst)
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: received (-want +got):\n%s", row.name, diff)
		}
		t.Must(peer.Send(ctx, frame(row.list[0], station(), 77, 0)))
		b, _, err := rx.Receive(ctx)
		t.Must(err)
		if len(b) != 77 {
			t.Errorf("%s: received an extra frame of %d bytes", row.name, len(b))
		}
		t.Must(rx.Close(ctx))
		t.Must(tx.Close(ctx))
	}
}

// unlistedBroadcast sends a broadcast to a filter without that address, which must drop it
// (section 4.2.3.5 "Setup Frame").
func unlistedBroadcast(t *run.T, nic *tulip.Device, peer *ethernet.Peer) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	tx, err := nic.OpenTX(ctx, 2, tulip.Ring)
	t.Must(err)
	t.Must(tx.Filter(ctx, tulip.Address()))
	t.Must(nic.SetMode(ctx, 0, 0))
	rx, err := nic.OpenRX(ctx, 16, tulip.Ring, 2044, 0)
	t.Must(err)
	t.Must(peer.Send(ctx, frame(ethernet.Broadcast(), station(), 64, 1)))
	t.Must(peer.Send(ctx, frame(tulip.Address(), station(), 77, 2)))
	if b, _, err := rx.Receive(ctx); err != nil || len(b) != 77 {
		t.Errorf("first received frame has %d bytes, want the 77 bytes of the second (%v)", len(b), err)
	}
	t.Must(rx.Close(ctx))
	t.Must(tx.Close(ctx))
}

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
