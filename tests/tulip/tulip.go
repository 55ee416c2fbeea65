package tulip

import (
	"bytes"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "tulip-tests/tulip_large_tx", tulip.Driver, largeTX, graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "tulip_copy_tx_buffers: descriptor overflow", Why: "The test sends frames that are too long.",
	}), known)
	graph.Test(g, "tulip-tests/transfers", tulip.Driver, transfers, known)
	graph.Test(g, "tulip-tests/filter", tulip.Driver, filter, known)
	graph.Test(g, "tulip-tests/registers", tulip.Driver, registers, known)
	graph.Pair(g, "tulip-tests/migrate", tulip.Driver, migrate)
}

// largeTX sends oversize frames, between ordinary ones.
func largeTX(t *run.T, nic *tulip.Device) {
	t.Step("reset values", func() { reset(t, nic) })
	for _, format := range []tulip.Format{tulip.Ring, tulip.Chain} {
		t.Step(format.String(), func() { tooLong(t, nic, format) })
	}
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

// tooLong sends frames longer than Ethernet allows, up to 32 KiB in one go, and frames
// without an end (section 4.2.3 "Transmit Descriptors": a frame ends with its last
// segment). No frame may arrive that was not sent, except for frames without a beginning,
// which the manual does not define. After a reset an ordinary frame must go through. A
// controller that gathers frames in its own buffer must not overrun it; what becomes of the
// descriptors is up to it.
func tooLong(t *run.T, nic *tulip.Device, format tulip.Format) {
	ctx := t.Context()
	s := suite(t, rig{nic: nic})
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
		sent := s.Out(row.size, 0x55)
		t.Must(tx.Post(ctx, row.first, row.last, cut(sent, 2000, format)...))
		t.Must(nic.Machine.Pass(ctx, 10*time.Millisecond)) // longer than 32 KiB take at 100 Mb/s
		t.Must(tx.Close(ctx))

		t.Must(nic.Reset(ctx))
		tx, err = nic.OpenTX(ctx, 4, format)
		t.Must(err)
		want := s.Out(100, 0x66)
		t.Must(tx.Send(ctx, tulip.Fragment{First: want}))
		for {
			got, err := s.Peer.Receive(ctx)
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
