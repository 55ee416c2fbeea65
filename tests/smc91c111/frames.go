package smc91c111

import (
	"bytes"
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// rig is the controller as package ethersuite sets it up.
type rig struct {
	d     *smc91c111.Device
	setup smc91c111.Setup
}

// Open resets and starts the controller. It always receives broadcasts.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	s := r.setup
	s.Groups = f.Groups
	if f.AllGroups {
		s.Receive |= smc91c111.AllGroups
	}
	if f.Promiscuous {
		s.Receive |= smc91c111.Promiscuous
	}
	return r.d.Start(ctx, s)
}

// stripped is how most checks have the controller run: a received frame comes without its FCS.
func stripped() smc91c111.Setup { return smc91c111.Setup{Receive: smc91c111.StripCRC} }

// unpadded is the length from which on received frames are not padded (smc91c111-short-frames), in bytes without FCS.
const unpadded = 64

// suiteOf returns the checks of a controller, with the far end of its wire.
func suiteOf(t *run.T, d *smc91c111.Device) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.AttachTo(t.Env, smc91c111.FarEnd)
	t.Must(err)
	return ethersuite.Suite{Device: rig{d, stripped()}, Machine: d.Machine, Peer: peer, Address: smc91c111.Own(), Shortest: unpadded}
}

// frames checks frames in both directions, the filters and the statuses.
func frames(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("no padding", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("padding", func() {
		p := start(t, d, smc91c111.Setup{Send: smc91c111.Pad})
		s.SendShort(t, p, ethernet.MinSize)
		t.Must(p.Close(t.Context()))
	})
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("short frames", func() {
		short := s
		short.Longest, short.Shortest = unpadded-1, 0
		short.ReceiveSizes(t)
	})
	t.Step("both directions", func() { s.Transfers(t, 24) })
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { deliversBroadcast(t, d, s) })
	t.Step("groups", func() { groups(t, d, s) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("frame check sequence", func() { checkSequence(t, d, s) })
	t.Step("status of received frames", func() { receivedStatus(t, d, s) })
	t.Step("status of sent frames", func() { sentStatus(t, d, s) })
	t.Step("full memory", func() { fullMemory(t, d, s) })
	t.Step("transmitter off", func() { transmitterOff(t, d, s) })
	t.Step("receiver off", func() { receiverOff(t, d, s) })
	t.Step("loop-back", func() { loopback(t, d, s) })
}

// start starts the controller.
func start(t *run.T, d *smc91c111.Device, s smc91c111.Setup) *smc91c111.Port {
	t.Helper()
	p, err := d.Start(t.Context(), s)
	t.Must(err)
	return p
}

// deliversBroadcast checks that broadcasts are received, whatever the filter for groups is.
func deliversBroadcast(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	p := start(t, d, stripped())
	s.Delivers(t, p, "a broadcast", ethersuite.Frame(ethernet.Broadcast(), ethersuite.Host(), 100, 1))
	s.Delivers(t, p, "a frame after it", s.In(100, 2))
	t.Must(p.Close(t.Context()))
}

// examples returns the groups whose bits the data sheet gives: 0, 16, 39 and 63 (section 8.2 "Receive Frame Status").
func examples() []ethernet.MAC { return []ethernet.MAC{{0xed}, {0x0d}, {0x01}, {0x2f}} }

// groups checks that each of some groups is received if its bit of the multicast table is set, and the others are not.
func groups(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	for n, group := range examples() {
		p := start(t, d, smc91c111.Setup{Groups: []ethernet.MAC{group}, Receive: smc91c111.StripCRC})
		for i, to := range examples() {
			frame := ethersuite.Frame(to, ethersuite.Host(), 100, byte(i))
			if i == n {
				s.Delivers(t, p, "a frame to the group", frame)
			} else {
				s.Drops(t, p, "a frame to another group", frame)
			}
		}
		t.Must(p.Close(t.Context()))
	}
}

// checkSequence checks that received frames have their FCS.
func checkSequence(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	p := start(t, d, smc91c111.Setup{})
	s.CheckSequences(t, p, &p.FCS)
	t.Must(p.Close(t.Context()))
}

// receivedStatus checks the status word of received frames (section 8.2 "Receive Frame Status").
func receivedStatus(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	const all = ^(smc91c111.Hash | smc91c111.Multicast)
	hash := func(a ethernet.MAC) smc91c111.Status { return smc91c111.Status(smc91c111.HashBit(a)) << 1 }
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	for _, row := range []struct {
		name       string
		to         ethernet.MAC
		size       int
		mask, want smc91c111.Status
	}{
		{"an even length", s.Address, 100, all, 0},
		{"an odd length", s.Address, 101, all, smc91c111.Odd},
		{"the longest one", s.Address, ethernet.MaxSize, all, 0},
		{"much too long", s.Address, 1600, all, smc91c111.TooLong},
		{"a byte too long", s.Address, ethernet.MaxSize + 1, all, smc91c111.TooLong | smc91c111.Odd},
		{"a group", group, 100, all | smc91c111.Hash | smc91c111.Multicast, smc91c111.Multicast | hash(group)},
		{"a broadcast", ethernet.Broadcast(), 100, all, smc91c111.Broadcast},
	} {
		t.Step(row.name, func() {
			p := start(t, d, smc91c111.Setup{Receive: smc91c111.AllGroups | smc91c111.StripCRC})
			s.Delivers(t, p, row.name, ethersuite.Frame(row.to, ethersuite.Host(), row.size, 1))
			if got := p.Status & row.mask; got != row.want {
				t.Errorf("status of %s: %v, want %v", row.name, got, row.want)
			}
			t.Must(p.Close(t.Context()))
		})
	}
}

// sentStatus checks the status of sent frames (section 8.6 "Bank 0 - EPH Status Register").
func sentStatus(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	const kinds = smc91c111.Succeeded | smc91c111.ToGroups | smc91c111.ToEveryone
	for _, row := range []struct {
		name string
		to   ethernet.MAC
		want smc91c111.Sent
	}{
		{"to a station", ethersuite.Host(), smc91c111.Succeeded},
		{"to a group", ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, smc91c111.Succeeded | smc91c111.ToGroups},
		{"to all", ethernet.Broadcast(), smc91c111.Succeeded | smc91c111.ToEveryone},
	} {
		t.Step(row.name, func() {
			p := start(t, d, stripped())
			s.Sends(t, p, "a frame "+row.name, ethersuite.Frame(row.to, s.Address, 100, 1))
			reg.ExpectBitsT(t, d.Regs, "EPHSR after a frame "+row.name, smc91c111.LinkStatus, kinds, row.want)
			t.Must(p.Close(t.Context()))
		})
	}
}

// fullMemory checks that frames in all packets of the memory are received whole and in their order, and that the controller goes
// on when there is room again. The last frames wait on the wire, or are lost.
func fullMemory(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	p := start(t, d, stripped())
	const sent = smc91c111.Packets + 1
	for n := range byte(sent) {
		t.Must(s.Peer.Send(t.Context(), s.In(ethernet.MaxSize, n)))
	}
	for n := range byte(smc91c111.Packets) {
		s.Next(t, p, "a frame of a full memory", s.In(ethernet.MaxSize, n))
	}
	s.GoesOn(t, p, s.In(ethernet.MaxSize, smc91c111.Packets))
	t.Must(p.Close(t.Context()))
}

// transmitterOff checks that frames wait while TXENA is 0, and are sent once it is 1.
func transmitterOff(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	p := start(t, d, stripped())
	smc91c111.TransmitControl.WriteT(t, d.Regs, 0)
	for n := range byte(2) {
		t.Must(p.Post(t.Context(), s.Out(100, n)))
	}
	s.Quiet(t)
	reg.ExpectT(t, d.Regs, "FIFO of sent packets, transmitter off", smc91c111.SentFIFO, smc91c111.Empty)
	t.Must(s.Peer.Send(t.Context(), s.In(100, 1)))
	s.Next(t, p, "a frame meanwhile", s.In(100, 1))
	t.Step("transmitter on", func() {
		smc91c111.TransmitControl.WriteT(t, d.Regs, smc91c111.SendOn)
		s.Quiet(t)
		if c := smc91c111.Pending.ReadT(t, d.Regs); c&smc91c111.FrameSent == 0 {
			t.Fatalf("IST once TXENA is 1 = %v, want %v: frames waited", c, smc91c111.FrameSent)
		}
		t.Must(p.Sent(t.Context()))
		for n := range byte(2) {
			s.Arrives(t, "a frame that waited", s.Out(100, n))
		}
	})
	t.Must(p.Close(t.Context()))
}

// receiverOff checks that no frame is received while RXEN is 0. The controller may have kept one until then.
func receiverOff(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	p := start(t, d, stripped())
	smc91c111.ReceiveControl.WriteT(t, d.Regs, 0)
	meanwhile := s.In(120, 2)
	t.Must(s.Peer.Send(t.Context(), meanwhile))
	s.Quiet(t)
	if pending, err := p.Pending(t.Context()); err != nil || pending {
		t.Errorf("a frame is received without RXEN: %t (%v)", pending, err)
	}
	smc91c111.ReceiveControl.WriteT(t, d.Regs, smc91c111.ReceiveOn|smc91c111.StripCRC)
	s.GoesOn(t, p, meanwhile)
	t.Must(p.Close(t.Context()))
}

// loopback checks that EPH_LOOP leads a sent frame to the receiver, and not to the wire.
func loopback(t *run.T, d *smc91c111.Device, s ethersuite.Suite) {
	p := start(t, d, smc91c111.Setup{Send: smc91c111.Loopback | smc91c111.FullDuplex, Receive: smc91c111.StripCRC})
	inside, outside := ethersuite.Frame(s.Address, s.Address, 100, 1), s.Out(100, 2)
	t.Must(p.Post(t.Context(), inside))
	t.Must(p.Sent(t.Context()))
	smc91c111.TransmitControl.WriteT(t, d.Regs, smc91c111.SendOn)
	t.Must(p.Post(t.Context(), outside))
	got, err := s.Peer.Receive(t.Context())
	t.Must(err)
	if bytes.Equal(got, inside) {
		t.Errorf("a frame is on the wire that was sent with EPH_LOOP")
		got, err = s.Peer.Receive(t.Context())
		t.Must(err)
	}
	ethersuite.Same(t, "the frame after it", outside, got)
	t.Must(p.Sent(t.Context()))
	if pending, err := p.Pending(t.Context()); err != nil || !pending {
		t.Errorf("a frame that was sent with EPH_LOOP is received: %t (%v)", pending, err)
	}
	t.Must(p.Close(t.Context()))
}
