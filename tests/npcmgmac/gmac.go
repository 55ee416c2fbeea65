package npcmgmac

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/npcmgmac"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "npcm_gmac-tests/gmac", npcmgmac.Driver, gmac, graph.SlowBeside("arm/npcm750-evb"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	in := func(steps ...string) (places []graph.Place) {
		for _, s := range steps {
			places = append(places, graph.Place{Test: "npcm_gmac-tests/gmac", Step: s})
		}
		return places
	}
	return []graph.Deviation{
		graph.Deviates("npcm-gmac-no-filter", graph.Deviation{
			In:     in("unicast", "broadcast", "no broadcast", "groups", "all groups"),
			Does:   "Every frame is received, whatever its address.",
			Says:   "FRAME_FILTER selects the frames that are received.",
			Clause: graph.NewClause("RM0008, section \"Ethernet MAC frame filter register (ETH_MACFFR)\""),
		}),
		graph.Deviates("npcm-gmac-frame-check-sequence", graph.Deviation{
			In:     in("frame check sequence"),
			Does:   "The four bytes behind a frame are left over from earlier frames.",
			Says:   "A received frame has its FCS, and its length counts it.",
			Clause: graph.NewClause("RM0008, section \"RDES0: Receive descriptor Word0\", FL"),
		}),
		graph.Deviates("npcm-gmac-receiver-off", graph.Deviation{
			In:     in("receiver / on again"),
			Does:   "After a frame has come while RE is clear, none is received any more, also when RE is set again.",
			Says:   "RE enables the receiver.",
			Clause: graph.NewClause("RM0008, section \"Ethernet MAC configuration register (ETH_MACCR)\", RE"),
		}),
	}
}

// own returns the controller's address.
func own() ethernet.MAC { return ethernet.MAC{0x02, 0x4e, 0x50, 0x43, 0x4d, 0x47} }

// gmac checks the registers, frames in both directions, the filter and the interrupts.
func gmac(t *run.T, d *npcmgmac.Device) {
	peer, err := ethernet.AttachTo(t.Env, npcmgmac.FarEnd)
	t.Must(err)
	s := ethersuite.Suite{
		Device: rig{d: d}, Machine: d.Machine, Peer: peer, Address: own(), Bits: 1, Pieces: 7,
	}
	t.Step("after a reset", func() { afterReset(t, d) })
	t.Step("written", func() { written(t, d) })
	t.Step("reset of the part", func() {
		t.Must(d.Reset(t.Context()))
		afterReset(t, d)
	})
	t.Step("PHY", func() { phy(t, d) })
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("frames in pieces", func() { s.SendPieces(t) })
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("both directions", func() { s.Transfers(t, 24) })
	t.Step("current descriptors", func() { current(t, d, s) })
	t.Step("frame check sequence", func() { checkSequence(t, d, s) })
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("interrupts", func() { interrupts(t, d, s) })
	t.Step("no receive descriptor", func() { exhausted(t, d, s) })
	t.Step("receiver", func() { receiver(t, d, s) })
}

// rig is the controller as package ethersuite sets it up.
type rig struct{ d *npcmgmac.Device }

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	s := npcmgmac.Setup{Address: own(), Groups: f.Groups}
	if !f.Broadcast {
		s.Filter |= npcmgmac.NoBroadcasts
	}
	if f.AllGroups {
		s.Filter |= npcmgmac.AllGroups
	}
	if f.Promiscuous {
		s.Filter |= npcmgmac.Promiscuous
	}
	return r.d.Start(ctx, s)
}

// start starts the controller with its own address.
func start(t *run.T, d *npcmgmac.Device, with npcmgmac.Config) *npcmgmac.Port {
	t.Helper()
	p, err := d.Start(t.Context(), npcmgmac.Setup{Address: own(), With: with})
	t.Must(err)
	return p
}

// afterReset checks the values after a reset (RM0008, section "Ethernet register descriptions").
func afterReset(t *run.T, d *npcmgmac.Device) {
	t.Helper()
	const (
		version, versionMask = 0x32, 0xff
		highest              = 0x8000_ffff
	)
	reg.ExpectBitsT(t, d.Regs, "VERSION", npcmgmac.Version, versionMask, version)
	reg.ExpectT(t, d.Regs, "MAC_CONFIG after a reset", npcmgmac.ConfigRegister, 0)
	reg.ExpectT(t, d.Regs, "FRAME_FILTER after a reset", npcmgmac.FilterRegister, 0)
	reg.ExpectT(t, d.Regs, "HASH_HIGH after a reset", npcmgmac.HashHigh, 0)
	reg.ExpectT(t, d.Regs, "HASH_LOW after a reset", npcmgmac.HashLow, 0)
	reg.ExpectT(t, d.Regs, "ADDR0_HIGH after a reset", npcmgmac.AddressHigh, highest)
	reg.ExpectT(t, d.Regs, "ADDR0_LOW after a reset", npcmgmac.AddressLow, ^uint32(0))
	reg.ExpectT(t, d.Regs, "CONTROL after a reset", npcmgmac.Operation, 0)
	reg.ExpectT(t, d.Regs, "STATUS after a reset", npcmgmac.Status, 0)
	reg.ExpectT(t, d.Regs, "INTR_ENA after a reset", npcmgmac.Enables, 0)
}

// written checks that the registers keep what is written, while the controller does not run.
func written(t *run.T, d *npcmgmac.Device) {
	reg.KeepsBitsT(t, d.Regs, "HASH_HIGH", npcmgmac.HashHigh, ^uint32(0))
	reg.KeepsBitsT(t, d.Regs, "HASH_LOW", npcmgmac.HashLow, ^uint32(0))
	reg.KeepsBitsT(t, d.Regs, "ADDR0_LOW", npcmgmac.AddressLow, ^uint32(0))
	for bit := range 32 {
		if bit < 16 {
			npcmgmac.AddressHigh.WriteT(t, d.Regs, 1<<bit)
			reg.ExpectBitsT(t, d.Regs, "ADDR0_HIGH after a write", npcmgmac.AddressHigh, 0xffff, 1<<bit)
		}
		if bit >= 2 {
			reg.KeepsT(t, d.Regs, "RCV_BASE_ADDR", npcmgmac.ReceiveList, 1<<bit)
			reg.KeepsT(t, d.Regs, "TX_BASE_ADDR", npcmgmac.TransmitList, 1<<bit)
		}
	}
	for _, f := range []npcmgmac.Filter{npcmgmac.Promiscuous, npcmgmac.HashGroups, npcmgmac.AllGroups, npcmgmac.NoBroadcasts, 0} {
		reg.KeepsT(t, d.Regs, "FRAME_FILTER", npcmgmac.FilterRegister, f)
	}
	for _, c := range []npcmgmac.Cause{
		npcmgmac.Sent, npcmgmac.NothingLeft, npcmgmac.Received, npcmgmac.NoRoom, npcmgmac.Abnormal, npcmgmac.Normal, 0,
	} {
		reg.KeepsT(t, d.Regs, "INTR_ENA", npcmgmac.Enables, c)
	}
}

// phy checks that the link of the first PHY is up (IEEE 802.3-2022, section 22.2.4.2 "Status register (Register 1)"), and that
// GMII_ADDR keeps the numbers of the PHY and of its register.
func phy(t *run.T, d *npcmgmac.Device) {
	const (
		status   = 1
		extended = 1 << 0
		jabber   = 1 << 1
		linkUp   = 1 << 2
	)
	got, err := d.ReadPHY(t.Context(), 0, status)
	t.Must(err)
	if got&(extended|jabber|linkUp) != extended|linkUp {
		t.Errorf("status register of PHY 0 = %#x, want %#x in bits 2:0", got, extended|linkUp)
	}
	reg.ExpectBitsT(t, d.Regs, "GMII_ADDR after a read", npcmgmac.PHYRegister, npcmgmac.PHYNumber|npcmgmac.PHYChip, status<<6)
}

// current checks that CUR_TX_DESC and CUR_RX_DESC lead to the next descriptors.
func current(t *run.T, d *npcmgmac.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	for n := range 10 {
		s.Sends(t, p, "a frame", s.Out(100, byte(n)))
		reg.ExpectT(t, d.Regs, "CUR_TX_DESC", npcmgmac.TransmitNow, p.Sending.Descriptor(n+1))
		s.Delivers(t, p, "a frame", s.In(100, byte(n)))
		reg.ExpectT(t, d.Regs, "CUR_RX_DESC", npcmgmac.ReceiveNow, p.Receiving.Descriptor(n+1))
	}
	t.Must(p.Close(t.Context()))
}

// checkSequence checks that received frames have their FCS.
func checkSequence(t *run.T, d *npcmgmac.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	s.CheckSequences(t, p, &p.FCS)
	t.Must(p.Close(t.Context()))
}
