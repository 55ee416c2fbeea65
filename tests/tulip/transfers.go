package tulip

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// transfers moves frames in both directions, in rings and in chains.
func transfers(t *run.T, nic *tulip.Device) {
	for _, format := range []tulip.Format{tulip.Ring, tulip.Chain} {
		t.Step(format.String(), func() {
			s := suite(t, rig{nic: nic, format: format})
			t.Step("sizes to send", func() { s.SendSizes(t) })
			t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
			t.Step("frames in pieces", func() { s.SendPieces(t) })
			t.Step("both directions", func() { s.Transfers(t, 100) })
			t.Step("frames over receive buffers", func() {
				suite(t, rig{nic: nic, format: format, receive: 32, buffers: [2]int{128, 0}}).ReceiveSizes(t)
			})
			if format == tulip.Ring {
				t.Step("frames over both buffers of descriptors", func() {
					for _, sizes := range [][2]int{{64, 1600}, {64, 68}, {4, 128}} {
						suite(t, rig{nic: nic, receive: 32, buffers: sizes}).ReceiveSizes(t)
					}
				})
			}
			t.Step("lists of two descriptors", func() {
				suite(t, rig{nic: nic, format: format, send: 2, receive: 2}).Transfers(t, 20)
			})
			t.Step("long lists", func() {
				const most = 300
				suite(t, rig{nic: nic, format: format, send: most, receive: most}).Transfers(t, most+20)
			})
		})
	}
	t.Step("descriptors with words between them", func() {
		for _, skip := range []int{1, 4, 31} {
			suite(t, rig{nic: nic, skip: skip, send: 3, receive: 5}).Transfers(t, 20)
		}
	})
	t.Step("receive status", func() { received(t, nic) })
	t.Step("no descriptor left", func() { missed(t, nic) })
	t.Step("internal loopback", func() { loopback(t, nic) })
}

// received checks what the descriptors of received frames say of them (the manual, section 4.2.2.1 "Receive Descriptor 0
// (RDES0)").
func received(t *run.T, nic *tulip.Device) {
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	r := rig{nic: nic, send: 2, receive: 4}
	s := suite(t, r)
	p, err := r.open(t.Context(), ethersuite.Filter{Broadcast: true, Groups: []ethernet.MAC{group}})
	t.Must(err)
	for _, row := range []struct {
		name string
		dst  ethernet.MAC
		want tulip.Received
	}{
		{"to the address", tulip.Address(), 0},
		{"to a group", group, tulip.MulticastFrame},
		{"to all", ethernet.Broadcast(), tulip.MulticastFrame},
	} {
		frame := ethersuite.Frame(row.dst, ethersuite.Host(), 100, 1)
		s.Delivers(t, p, row.name, frame)
		const errors = tulip.RuntFrame | tulip.ErrorSummary | tulip.FilteringFail
		if p.status&errors != 0 {
			t.Errorf("a frame %s: status %v, want none of %v", row.name, p.status, errors)
		}
		if got, want := p.status.Length(), len(frame)+tulip.FCS; got != want {
			t.Errorf("a frame %s: length %d, want %d", row.name, got, want)
		}
		t.Step(row.name, func() {
			if got := p.status & tulip.MulticastFrame; got != row.want {
				t.Errorf("status %v, of which %v, want %v", p.status, got, row.want)
			}
		})
	}
	t.Step("frame check sequence", func() {
		frame := s.In(100, 3)
		s.Delivers(t, p, "a frame", frame)
		ethersuite.CheckSequence(t, frame, p.rx.FCS)
	})
	t.Must(p.Close(t.Context()))
}

// missed checks that frames without a descriptor suspend the receiver, are counted in CSR8, which a read clears, and are lost, and
// that the receiver goes on at a poll demand (the manual, sections 3.2.2.8 "Missed Frames and Overflow Counter" and 4.3.5.2
// "Receive Process State Transitions").
func missed(t *run.T, nic *tulip.Device) {
	ctx := t.Context()
	r := rig{nic: nic, send: 2, receive: 2}
	s := suite(t, r)
	p, err := r.open(ctx, ethersuite.Filter{})
	t.Must(err)
	tulip.CSR8.ReadT(t, nic.Regs)
	for i := range 5 {
		t.Must(s.Peer.Send(ctx, s.In(100, byte(i))))
	}
	s.Sends(t, p, "a frame behind those that are missed", s.Out(64, 1))
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	for _, row := range []struct {
		enabled tulip.Status
		raised  bool
	}{{tulip.AIS, false}, {tulip.RU, false}, {tulip.RU | tulip.AIS, true}} {
		tulip.CSR7.WriteT(t, nic.Regs, row.enabled)
		if got := line.Raised(); got != row.raised {
			t.Errorf("with %v in CSR7 the line is raised: %t, want %t; CSR5 = %v", row.enabled, got, row.raised, tulip.CSR5.ReadT(t, nic.Regs))
		}
	}
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.RU|tulip.AIS, tulip.RU|tulip.AIS)
	t.Step("suspended", func() {
		reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.ReceiveProcess, tulip.ReceiveSuspended)
	})
	tulip.CSR5.WriteT(t, nic.Regs, tulip.RU|tulip.AIS)
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.RU|tulip.AIS, 0)
	t.Step("missed frames", func() {
		if got := tulip.CSR8.ReadT(t, nic.Regs) & tulip.Missed; got != 3 {
			t.Errorf("missed frames in CSR8 = %d, want 3", got)
		}
		if got := tulip.CSR8.ReadT(t, nic.Regs) & tulip.Missed; got != 0 {
			t.Errorf("missed frames in CSR8 after a read = %d, want 0", got)
		}
	})
	s.Next(t, p, "the first frame", s.In(100, 0))
	s.Next(t, p, "the second frame", s.In(100, 1))
	t.Must(p.Close(ctx))
}

// loopback checks that in internal loopback frames come back, if the filter has them, and do not reach the network (the manual,
// section 3.2.2.6 "Operation Mode Register", OM).
func loopback(t *run.T, nic *tulip.Device) {
	ctx := t.Context()
	r := rig{nic: nic, send: 4, receive: 4, mode: tulip.InternalLoopback}
	s := suite(t, r)
	p, err := r.open(ctx, ethersuite.Filter{})
	t.Must(err)
	for i, n := range []int{64, 65, 1514} {
		t.Must(p.Post(ctx, ethersuite.Frame(ethersuite.Host(), tulip.Address(), n, byte(i))))
		t.Must(p.Sent(ctx))
		frame := ethersuite.Frame(tulip.Address(), tulip.Address(), n, byte(i))
		t.Must(p.Post(ctx, frame))
		t.Must(p.Sent(ctx))
		s.Next(t, p, "a frame that is looped", frame)
	}
	t.Must(nic.SetMode(ctx, tulip.InternalLoopback, 0))
	s.Sends(t, p, "the first frame outside", s.Out(77, 3))
	t.Must(p.Close(ctx))
}
