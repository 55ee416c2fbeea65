package eepro100

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// transfers moves frames in both directions.
func transfers(t *run.T, nic *eepro100.Device) {
	layouts := []eepro100.Layout{eepro100.LayoutSimplified, eepro100.LayoutFlexible}
	if nic.Chip.Generation != eepro100.Gen82557 {
		layouts = append(layouts, eepro100.LayoutExtended)
	}
	for _, layout := range layouts {
		t.Step(layout.String(), func() {
			s := suite(t, nic, eepro100.Setup{Layout: layout})
			t.Step("sizes to send", func() { s.SendSizes(t) })
			if layout != eepro100.LayoutSimplified {
				t.Step("frames in pieces", func() { s.SendPieces(t) })
			}
			t.Step("both directions", func() { s.Transfers(t, 60) })
			t.Step("short lists", func() { suite(t, nic, eepro100.Setup{Layout: layout, Send: 2, Receive: 2}).Transfers(t, 12) })
		})
	}
	s := suite(t, nic, eepro100.Setup{})
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	for _, base := range []uint32{0x10000, 0xffff0000} {
		t.Step("bases of both units", func() {
			suite(t, nic, eepro100.Setup{Base: base, Layout: eepro100.LayoutSimplified}).Transfers(t, 12)
		})
	}
	t.Step("the same by I O space", func() {
		space := nic.Regs
		nic.Regs = nic.Ports
		s.Transfers(t, 12)
		nic.Regs = space
	})
	t.Step("frames larger than their buffer", func() { tooLarge(t, nic) })
	t.Step("no descriptor left", func() { noResources(t, nic) })
	t.Step("suspended receive unit", func() { suspended(t, nic) })
	t.Step("short frames to send", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("padding", func() {
		padded := suite(t, nic, configured(nic, func(c *eepro100.Configuration) { c.Pad(true) }))
		padded.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { padded.SendShort(t, p, ethernet.MinSize) })
	})
	t.Step("inserted source address", func() { inserted(t, nic) })
	t.Step("frame check sequence", func() { checkSequence(t, nic) })
	t.Step("loopback", func() { loopback(t, nic) })
	t.Step("status of sent frames", func() { sentStatus(t, nic) })
}

// tooLarge checks that a frame that is longer than its descriptor's buffer changes nothing
// behind that, and that the next frame is received (the 8255x manual, section 6.4.3.1, RFD
// status).
func tooLarge(t *run.T, nic *eepro100.Device) {
	setup := eepro100.Setup{Buffer: 256, Receive: 4}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *eepro100.Port) {
		s.Delivers(t, p, "a frame as large as the buffer", s.In(256, 1))
		t.Must(s.Peer.Send(t.Context(), s.In(257, 2)))
		t.Must(s.Peer.Send(t.Context(), s.In(100, 3)))
		// The frame that is too large may use a descriptor, or not.
		n, err := p.Length(t.Context())
		t.Must(err)
		if n != 100 {
			t.Must(p.Skip(t.Context()))
		}
		s.Next(t, p, "the frame behind it", s.In(100, 3))
	})
}

// noResources checks that the receive unit stops behind the last descriptor, loses the frames
// that follow and counts them, and that it starts again (the 8255x manual, section 6.4.3.2
// "Receive Unit States").
func noResources(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	setup := configured(nic, (*eepro100.Configuration).StandardCounters)
	setup.Receive = 4
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *eepro100.Port) {
		dump, err := nic.NewDump(ctx, eepro100.Gen82557.Counters())
		t.Must(err)
		_, err = dump.Take(ctx, eepro100.CUDumpReset)
		t.Must(err)
		for round := range byte(2) {
			for i := range byte(6) {
				t.Must(s.Peer.Send(ctx, s.In(100, 10*round+i)))
			}
			t.Must(nic.Machine.Wait(ctx, "2 more frames without a descriptor", func(ctx context.Context) (bool, error) {
				n, err := dump.Take(ctx, eepro100.CUDump)
				return err == nil && n[eepro100.CounterNoResources] == 2*uint32(round+1), err
			}))
			if got := eepro100.SCBStatus.ReadT(t, nic.Regs).ReceiveUnit(); got != eepro100.ReceiveNoResources {
				t.Errorf("state of the receive unit = %d, want %d: no resources", got, eepro100.ReceiveNoResources)
			}
			for i := range byte(4) {
				r, err := p.Take(ctx)
				t.Must(err)
				ethersuite.Same(t, "a frame in the list", s.In(100, 10*round+i), r.Data)
			}
			t.Must(p.Release(ctx))
			s.Delivers(t, p, "the frame behind the lost ones", s.In(101, 10*round+9))
		}
		reg.ExpectBitsT(t, nic.Regs, "causes", eepro100.SCBCauses, eepro100.RNR|eepro100.FR, eepro100.RNR|eepro100.FR)
		// The other counters still stand at zero.
		want := make([]uint32, eepro100.Gen82557.Counters())
		want[eepro100.CounterReceived], want[eepro100.CounterNoResources] = 2*5, 2*2
		for _, command := range []uint8{eepro100.CUDump, eepro100.CUDumpReset, eepro100.CUDump} {
			n, err := dump.Take(ctx, command)
			t.Must(err)
			if diff := cmp.Diff(want, n); diff != "" {
				t.Errorf("counters (-want +got):\n%s", diff)
			}
			if command == eepro100.CUDumpReset {
				clear(want)
			}
		}
		t.Must(dump.Close())
	})
}

// suspended checks that a descriptor with S suspends the receive unit, which loses frames
// until it is resumed (the 8255x manual, section 6.4.3.2 "Receive Unit States").
func suspended(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	setup := eepro100.Setup{Receive: 4}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *eepro100.Port) {
		t.Must(p.Suspend(ctx, 1))
		s.Delivers(t, p, "the first frame", s.In(100, 1))
		s.Delivers(t, p, "the frame in the descriptor with S", s.In(100, 2))
		if got := eepro100.SCBStatus.ReadT(t, nic.Regs).ReceiveUnit(); got != eepro100.ReceiveSuspended {
			t.Errorf("state of the receive unit = %d, want %d: suspended", got, eepro100.ReceiveSuspended)
		}
		t.Must(s.Peer.Send(ctx, s.In(100, 3)))
		s.Quiet(t)
		if pending, err := p.Pending(ctx); err != nil || pending {
			t.Errorf("a suspended receive unit receives a frame (%v)", err)
		}
		t.Must(nic.Command(ctx, eepro100.RUResume, 0))
		t.Must(s.Peer.Send(ctx, s.In(101, 4)))
		got, err := p.Receive(ctx)
		t.Must(err)
		if len(got) == 100 { // it came late, or waited
			ethersuite.Same(t, "the frame before the resume", s.In(100, 3), got)
			got, err = p.Receive(ctx)
			t.Must(err)
		}
		ethersuite.Same(t, "the frame behind the resume", s.In(101, 4), got)
	})
}

// inserted checks that the controller inserts its address, unless it is configured not to
// (the 8255x manual, section 6.4.2.3, byte 10, NSAI).
func inserted(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, configured(nic, func(c *eepro100.Configuration) { c.InsertAddress(true) }), func(p *eepro100.Port) {
		want := s.Out(100, 1)
		t.Must(p.Post(t.Context(), want[:6], want[12:]))
		s.Arrives(t, "a frame without its source address", want)
		t.Must(p.Sent(t.Context()))
	})
}

// sequenced is a port whose received frames have their FCS behind them. It takes that off.
type sequenced struct {
	*eepro100.Port
	fcs []byte
}

// Receive waits for the next frame.
func (p *sequenced) Receive(ctx context.Context) ([]byte, error) {
	b, err := p.Port.Receive(ctx)
	const size = 4
	n := len(b) - size
	switch {
	case err != nil:
		return nil, err
	case n < 0 || bytes.Count(b, []byte{eepro100.Untouched}) == len(b):
		return nil, fmt.Errorf("no byte of %d is stored, want a frame with its FCS: %w", len(b), eepro100.ErrFrame)
	}
	p.fcs = b[n:]
	return b[:n], nil
}

// checkSequence checks that the FCS of a frame follows it, if so configured, and counts (the
// 8255x manual, section 6.4.2.3, byte 18, bit 2).
func checkSequence(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, configured(nic, func(c *eepro100.Configuration) { c.StoreFCS(true) }), func(p *eepro100.Port) {
		whole := &sequenced{Port: p}
		s.CheckSequences(t, whole, &whole.fcs)
	})
}

// loopback checks that in internal loopback a frame comes back and does not leave (the 8255x
// manual, section 6.4.2.3, byte 10).
func loopback(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, configured(nic, func(c *eepro100.Configuration) { c.Loopback(true) }), func(p *eepro100.Port) {
		t.Must(p.Post(ctx, frame(100, 1)))
		t.Must(p.Sent(ctx))
		s.Quiet(t)
		if pending, err := p.Pending(ctx); err != nil || !pending {
			t.Errorf("a frame in the loopback does not come back (%v)", err)
			return
		}
		s.Next(t, p, "a frame in the loopback", frame(100, 1))
	})
	with(t, nic, eepro100.Setup{}, func(p *eepro100.Port) {
		t.Must(p.Post(ctx, s.Out(101, 2)))
		got, err := s.Peer.Receive(ctx)
		t.Must(err)
		if len(got) == 100 {
			t.Errorf("a frame in the loopback has left the controller")
			got, err = s.Peer.Receive(ctx)
			t.Must(err)
		}
		ethersuite.Same(t, "the frame behind the loopback", s.Out(101, 2), got)
		t.Must(p.Sent(ctx))
	})
}

// sentStatus checks that the controller changes nothing of a transmit block but C, OK and U
// (the 8255x manual, section 6.4.2.5 "Transmit").
func sentStatus(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, eepro100.Setup{}, func(p *eepro100.Port) {
		for i := range byte(10) {
			s.Sends(t, p, "a frame", s.Out(100, i))
			const underrun = 1 << 12
			status, command := binary.LittleEndian.Uint16(p.LastSent), binary.LittleEndian.Uint16(p.LastSent[2:])
			if got, want := status&^underrun, eepro100.StatusComplete|eepro100.StatusOK; got != want {
				t.Errorf("status of block %d = %#x, want %#x", i, got, want)
			}
			if got, want := command, uint16(eepro100.Transmit|eepro100.Suspend); got != want {
				t.Errorf("command of block %d = %#x, want %#x as it was", i, got, want)
			}
		}
	})
}
