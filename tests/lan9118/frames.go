package lan9118

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/lan9118"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// own returns the controller's address.
func own() ethernet.MAC { return ethernet.MAC{0x02, 0x4c, 0x41, 0x4e, 0x91, 0x18} }

// rig is the controller as package ethersuite sets it up.
type rig struct {
	d    *lan9118.Device
	with lan9118.MAC
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	s := lan9118.Setup{Address: own(), Groups: f.Groups, With: r.with}
	if !f.Broadcast {
		s.With |= lan9118.NoBroadcast
	}
	if f.AllGroups {
		s.With |= lan9118.AllGroups
	}
	if f.Promiscuous {
		s.With |= lan9118.Promiscuous
	}
	return r.d.Start(ctx, s)
}

// frames checks frames in both directions, the filters and the statuses.
func frames(t *run.T, d *lan9118.Device) {
	peer, err := ethernet.AttachTo(t.Env, lan9118.FarEnd)
	t.Must(err)
	s := ethersuite.Suite{
		Device: rig{d: d}, Machine: d.Machine, Peer: peer, Address: own(), Pieces: 5, Hash: lan9118.HashBit, Bits: lan9118.HashBits,
	}
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("pieces to send", func() { s.SendPieces(t) })
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("both directions", func() { s.Transfers(t, 24) })
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("frame check sequence", func() { checkSequence(t, d, s) })
	t.Step("status", func() { status(t, d, s) })
	t.Step("used and free", func() { levels(t, d, s) })
	t.Step("transmitter off", func() { transmitterOff(t, d, s) })
	t.Step("receiver off", func() { receiverOff(t, d, s) })
}

// receiverOff checks that no frame is received while RXEN is 0. The controller may have kept one until then.
func receiverOff(t *run.T, d *lan9118.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	const on = lan9118.FullDuplex | lan9118.SendOn
	t.Must(d.WriteMAC(t.Context(), lan9118.MACControl, uint32(on)))
	meanwhile := s.In(120, 2)
	t.Must(s.Peer.Send(t.Context(), meanwhile))
	s.Quiet(t)
	if pending, err := p.Pending(t.Context()); err != nil || pending {
		t.Errorf("a frame is received without RXEN: %t (%v)", pending, err)
	}
	t.Must(d.WriteMAC(t.Context(), lan9118.MACControl, uint32(on|lan9118.ReceiveOn)))
	s.GoesOn(t, p, meanwhile)
	t.Must(p.Close(t.Context()))
}

// transmitterOff checks that a frame waits while the transmitter is stopped.
func transmitterOff(t *run.T, d *lan9118.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	lan9118.TransmitConfig.WriteT(t, d.Regs, lan9118.Stop)
	reg.ExpectBitsT(t, d.Regs, "TX_CFG, stopped", lan9118.TransmitConfig, lan9118.TransmitOn, 0)
	t.Must(p.Post(t.Context(), s.Out(100, 1)))
	s.Quiet(t)
	reg.ExpectBitsT(t, d.Regs, "TX_FIFO_INF, stopped", lan9118.TransmitFree, 0xff_0000, 0)
	lan9118.TransmitConfig.WriteT(t, d.Regs, lan9118.TransmitOn)
	reg.ExpectBitsT(t, d.Regs, "TX_CFG", lan9118.TransmitConfig, lan9118.TransmitOn, lan9118.TransmitOn)
	s.Arrives(t, "the frame that waited", s.Out(100, 1))
	t.Must(p.Sent(t.Context()))
	t.Must(p.Close(t.Context()))
}

// start starts the controller with its own address.
func start(t *run.T, d *lan9118.Device, with lan9118.MAC) *lan9118.Port {
	t.Helper()
	p, err := d.Start(t.Context(), lan9118.Setup{Address: own(), With: with})
	t.Must(err)
	return p
}

// checkSequence checks that received frames have their FCS (section 3.13.2 "RX Data Format").
func checkSequence(t *run.T, d *lan9118.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	s.CheckSequences(t, p, &p.FCS)
	t.Must(p.Close(t.Context()))
}

// status checks what the status of a received frame tells of its address (section 3.13.3 "RX Status Format").
func status(t *run.T, d *lan9118.Device, s ethersuite.Suite) {
	const kinds = lan9118.ToBroadcast | lan9118.ToGroup | lan9118.FilterFail | lan9118.Runt
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	for _, row := range []struct {
		name string
		to   ethernet.MAC
		want lan9118.Received
	}{
		{"to the address", own(), 0},
		{"to a group", group, lan9118.ToGroup},
		{"to all", ethernet.Broadcast(), lan9118.ToBroadcast},
		{"to another address", ethernet.MAC{0x02, 1, 2, 3, 4, 5}, lan9118.FilterFail},
	} {
		t.Step(row.name, func() {
			p := start(t, d, lan9118.AllGroups|lan9118.ReceiveAll)
			s.Delivers(t, p, row.name, ethersuite.Frame(row.to, ethersuite.Host(), 100, 1))
			if got := p.Status & kinds; got != row.want {
				t.Errorf("status of a frame %s: %v, want %v", row.name, got, row.want)
			}
			t.Must(p.Close(t.Context()))
		})
	}
}

// levels checks what RX_FIFO_INF and TX_FIFO_INF tell, and that a peek leaves a status where it is.
func levels(t *run.T, d *lan9118.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	const free = 4608
	reg.ExpectT(t, d.Regs, "TX_FIFO_INF at first", lan9118.TransmitFree, free)
	reg.ExpectT(t, d.Regs, "RX_FIFO_INF at first", lan9118.ReceiveUsed, 0)
	for n := range uint32(2) {
		t.Must(p.Post(t.Context(), s.Out(100, byte(n))))
		s.Arrives(t, "a frame", s.Out(100, byte(n)))
		reg.ExpectT(t, d.Regs, "TX_FIFO_INF after frames", lan9118.TransmitFree, (n+1)<<16|free)
	}
	for range 2 {
		reg.ExpectT(t, d.Regs, "TX_STATUS_PEEK", lan9118.TransmitPeek, 1<<16)
	}
	t.Must(p.Sent(t.Context()))
	reg.ExpectT(t, d.Regs, "TX_FIFO_INF once the statuses are read", lan9118.TransmitFree, free)
	t.Must(s.Peer.Send(t.Context(), s.In(61, 1)))
	t.Must(d.Machine.Wait(t.Context(), "a frame", p.Pending))
	const used = 1<<16 | 68 // 65 bytes with the FCS take 17 words
	reg.ExpectT(t, d.Regs, "RX_FIFO_INF with a frame of 61 bytes", lan9118.ReceiveUsed, used)
	peek := lan9118.ReceivePeek.ReadT(t, d.Regs)
	reg.ExpectT(t, d.Regs, "RX_FIFO_INF after a peek", lan9118.ReceiveUsed, used)
	s.Next(t, p, "the frame", s.In(61, 1))
	if p.Status != peek {
		t.Errorf("RX_STATUS_PEEK = %v, and then RX_STATUS_FIFO = %v", peek, p.Status)
	}
	reg.ExpectT(t, d.Regs, "RX_FIFO_INF with all read", lan9118.ReceiveUsed, 0)
	t.Must(p.Close(t.Context()))
}
