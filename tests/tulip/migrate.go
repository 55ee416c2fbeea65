package tulip

import (
	"context"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// migrate moves the machine while a received frame and a masked cause wait for the
// driver, in the middle of both rings. It finds a controller that loses its place in a
// list, the filter, the cause or its mask on the way.
func migrate(t *run.T, nic *tulip.Device, second run.Instance[*tulip.Device]) {
	ctx := t.Context()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	t.Must(nic.Reset(ctx))
	tx, err := nic.OpenTX(ctx, 4, tulip.Ring)
	t.Must(err)
	other := ethernet.MAC{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}
	t.Must(tx.Filter(ctx, tulip.Address(), other))
	t.Must(nic.SetMode(ctx, 0, 0))
	rx, err := nic.OpenRX(ctx, 4, tulip.Ring, 128, 1600)
	t.Must(err)
	delivered := func(want []byte) {
		t.Helper()
		got, _, err := rx.Receive(ctx)
		t.Must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("a frame in memory (-want +got):\n%s", diff)
		}
	}
	for n := range byte(6) {
		t.Must(tx.Send(ctx, tulip.Fragment{First: outbound(100, n)}))
		arrives(t, peer, outbound(100, n))
		t.Must(peer.Send(ctx, inbound(200, n)))
		delivered(inbound(200, n))
	}
	tulip.CSR7.WriteT(t, nic.Regs, tulip.TI|tulip.NIS)
	t.Must(nic.Acknowledge(ctx))
	t.Must(peer.Send(ctx, inbound(200, 6)))
	t.Must(nic.Machine.Wait(ctx, "RI", func(ctx context.Context) (bool, error) {
		s, err := tulip.CSR5.Read(ctx, nic.Regs)
		return s&tulip.RI != 0, err
	}))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	delivered(inbound(200, 6))
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.RI|tulip.TI, tulip.RI)
	if line.Raised() {
		t.Error("the cause that was masked raises the line after the migration")
	}
	tulip.CSR7.WriteT(t, nic.Regs, tulip.RI|tulip.NIS)
	if !line.Raised() {
		t.Error("the cause that was pending does not raise the line once it is unmasked")
	}
	t.Must(nic.Acknowledge(ctx))
	for n, dst := range []ethernet.MAC{tulip.Address(), {0x02, 0x11, 0x22, 0x33, 0x44, 0x56}, other, tulip.Address(), other, other} {
		t.Must(peer.Send(ctx, frame(dst, station(), 300, byte(n))))
		if n != 1 { // the filter does not have the address
			delivered(frame(dst, station(), 300, byte(n)))
		}
	}
	for n := range byte(6) {
		t.Must(tx.Send(ctx, tulip.Fragment{First: outbound(64, n)}))
		nicsuite.ArrivesAmongAnnouncements(t, peer, outbound(64, n))
	}
	t.Must(rx.Close(ctx))
	t.Must(tx.Close(ctx))
}
