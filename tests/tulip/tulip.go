package tulip

import (
	"bytes"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
)

// Register adds the test of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "tulip-tests/tulip_large_tx", tulip.Driver, largeTX, graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "tulip_copy_tx_buffers: descriptor overflow", Why: "The test sends frames that are too long.",
	}), graph.Known(deviations()...))
	known := graph.Known(deviations()...)
	graph.Test(g, "tulip-tests/transfers", tulip.Driver, transfers, known)
	graph.Test(g, "tulip-tests/filter", tulip.Driver, filter, known)
	graph.Test(g, "tulip-tests/registers", tulip.Driver, registers, known)
	graph.Pair(g, "tulip-tests/migrate", tulip.Driver, migrate)
}

// largeTX sends oversize frames, between ordinary ones.
func largeTX(t *run.T, nic *tulip.Device) {
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	t.Step("reset values", func() { reset(t, nic) })
	for _, format := range []tulip.Format{tulip.Ring, tulip.Chain} {
		t.Step(format.String(), func() { tooLong(t, nic, peer, format) })
	}
	t.Step("broadcast that the filter does not have", func() { unlistedBroadcast(t, nic, peer) })
	t.Step("interrupts", func() { interrupts(t, nic, peer) })
}

// reset checks the registers after reset (sections 3.2.2.1 to 3.2.2.6).
func reset(t *run.T, nic *tulip.Device) {
	tulip.CSR6.WriteT(t, nic.Regs, tulip.PassAllMulticast)
	tulip.CSR7.WriteT(t, nic.Regs, tulip.TI)
	tulip.CSR0.WriteT(t, nic.Regs, tulip.SoftwareReset)
	t.Must(nic.Machine.Pass(t.Context(), time.Millisecond))
	if got := tulip.CSR7.ReadT(t, nic.Regs) & tulip.Interrupts; got != 0 {
		t.Errorf("CSR7 after reset = %v, want 0", got)
	}
	if got := tulip.CSR6.ReadT(t, nic.Regs); got != tulip.ResetOperation {
		t.Errorf("CSR6 after reset = %#x, want %#x", got, tulip.ResetOperation)
	}
}

// station is the address of the controller's peer.
func station() ethernet.MAC { return ethernet.MAC{0x02, 0x00, 0x00, 0x00, 0x0a, 0x01} }

// frame returns a frame of n bytes.
func frame(dst, src ethernet.MAC, n int, seed byte) []byte {
	return ethernet.Frame{Dst: dst, Src: src, Type: ethernet.Experimental, Payload: ethernet.Pattern(n-ethernet.HeaderSize, seed)}.Bytes()
}

func outbound(n int, seed byte) []byte { return frame(station(), tulip.Address(), n, seed) }

func inbound(n int, seed byte) []byte { return frame(tulip.Address(), station(), n, seed) }

// cut spreads a frame over descriptors of up to size bytes, in one buffer each or
// in two.
func cut(b []byte, size int, f tulip.Format) []tulip.Fragment {
	var out []tulip.Fragment
	for len(b) > 0 {
		n := min(size, len(b))
		piece := tulip.Fragment{First: b[:n]}
		if f == tulip.Ring && n > 3 {
			piece = tulip.Fragment{First: b[:n/3], Second: b[n/3 : n]}
		}
		out, b = append(out, piece), b[n:]
	}
	return out
}

// arrives checks that a frame is the next one at the far end.
func arrives(t *run.T, peer *ethernet.Peer, want []byte) {
	t.Helper()
	got, err := peer.Receive(t.Context())
	t.Must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("frame of %d bytes at the far end (-want +got):\n%s", len(want), diff)
	}
}

// tooLong sends frames longer than Ethernet allows, up to 32 KiB in one go, and frames
// without an end (section 4.2.3 "Transmit Descriptors": a frame ends with its last
// segment). No frame may arrive that was not sent, except for frames without a beginning,
// which the manual does not define. After a reset an ordinary frame must go through. A
// controller that gathers frames in its own buffer must not overrun it; what becomes of the
// descriptors is up to it.
func tooLong(t *run.T, nic *tulip.Device, peer *ethernet.Peer, format tulip.Format) {
	ctx := t.Context()
	for _, row := range []struct {
		name        string
		size        int
		first, last bool
	}{
		{"2 KiB", 2 << 10, true, true},
		{"4 KiB", 4 << 10, true, true},
		{"16 KiB", 16 << 10, true, true},
		{"32 KiB", 32 << 10, true, true},
		{"32 KiB without an end", 32 << 10, true, false},
		{"32 KiB without a beginning", 32 << 10, false, true},
		{"32 KiB without either", 32 << 10, false, false},
	} {
		t.Must(nic.Reset(ctx))
		tx, err := nic.OpenTX(ctx, 40, format)
		t.Must(err)
		sent := outbound(row.size, 0x55)
		t.Must(tx.Post(ctx, row.first, row.last, cut(sent, 2000, format)...))
		t.Must(nic.Machine.Pass(ctx, 10*time.Millisecond)) // longer than 32 KiB take at 100 Mb/s
		t.Must(tx.Close(ctx))

		t.Must(nic.Reset(ctx))
		tx, err = nic.OpenTX(ctx, 4, format)
		t.Must(err)
		want := outbound(100, 0x66)
		t.Must(tx.Send(ctx, tulip.Fragment{First: want}))
		for {
			got, err := peer.Receive(ctx)
			t.Must(err)
			if bytes.Equal(got, want) {
				break
			}
			if row.first && !bytes.HasPrefix(sent, got) {
				t.Fatalf("%s: got a frame of %d bytes that was not sent", row.name, len(got))
			}
		}
		t.Must(tx.Close(ctx))
	}
}
