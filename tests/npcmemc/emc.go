package npcmemc

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/npcmemc"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "npcm7xx_emc-tests/emc", npcmemc.Driver, emc, graph.SlowBeside("arm/npcm750-evb"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const driver = "Linux 5.3, drivers/net/ethernet/nuvoton/w90p910_ether.c, "
	in := func(steps ...string) (places []graph.Place) {
		for _, s := range steps {
			places = append(places, graph.Place{Test: "npcm7xx_emc-tests/emc", Step: s})
		}
		return places
	}
	return []graph.Deviation{
		graph.Deviates("npcm-emc-one-address", graph.Deviation{
			In:     in("other addresses", "groups"),
			Does:   "The controller has one address: the registers of the others read as 0.",
			Says:   "Each address has an entry of 8 bytes behind CAMM, and a bit in CAMEN.",
			Clause: graph.NewClause(driver + "CAM_ENTRY_SIZE"),
		}),
		graph.Deviates("npcm-emc-no-phy", graph.Deviation{
			In:     in("PHY"),
			Does:   "Each register of each PHY reads as 0, and so the link is never up.",
			Says:   "The status register of a PHY has a bit for the link.",
			Clause: graph.NewClause("IEEE 802.3-2022, section 22.2.4.2 \"Status register (Register 1)\""),
		}),
		graph.Deviates("npcm-emc-padding", graph.Deviation{
			In:     in("padding"),
			Does:   "A frame that is shorter than 64 bytes is padded to that, without a FCS.",
			Says:   "The shortest frame has 64 bytes, of which four are the FCS.",
			Clause: graph.NewClause("IEEE 802.3-2022, section 4.2.3.3 \"Minimum frame size\""),
		}),
		graph.Deviates("npcm-emc-frame-check-sequence", graph.Deviation{
			In:     in("frame check sequence"),
			Does:   "The FCS behind a received frame is not that of the frame: the CRC begins with zeros in place of ones, and its bytes are in the inverse order.",
			Says:   "The CRC begins with all ones.",
			Clause: graph.NewClause("IEEE 802.3-2022, section 3.2.9 \"Frame Check Sequence (FCS) field\""),
		}),
	}
}

// own returns the controller's address.
func own() ethernet.MAC { return ethernet.MAC{0x02, 0x4e, 0x50, 0x43, 0x4d, 0x37} }

// emc checks the registers, frames in both directions, the filter and the interrupts.
func emc(t *run.T, d *npcmemc.Device) {
	peer, err := ethernet.AttachTo(t.Env, npcmemc.FarEnd)
	t.Must(err)
	s := ethersuite.Suite{Device: rig{d: d}, Machine: d.Machine, Peer: peer, Address: own()}
	t.Step("written", func() { written(t, d) })
	t.Step("other addresses", func() { otherAddresses(t, d) })
	t.Step("PHY", func() { phy(t, d) })
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("padding", func() {
		padded := s
		padded.Device = rig{d, npcmemc.Setup{Pad: true}}
		padded.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, ethernet.MinSize) })
	})
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("both directions", func() { s.Transfers(t, 24) })
	t.Step("current descriptors", func() { current(t, d, s) })
	t.Step("frame check sequence", func() { checkSequence(t, d, s) })
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterListed(t, []ethernet.MAC{{0x01, 0, 0x5e, 0, 1, 0x40}}, 0) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("interrupts", func() { interrupts(t, d, s) })
	t.Step("no receive descriptor", func() { exhausted(t, d, s) })
	t.Step("receiver off", func() { receiverOff(t, d, s) })
}

// rig is the controller as package ethersuite sets it up.
type rig struct {
	d     *npcmemc.Device
	setup npcmemc.Setup
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	s := r.setup
	s.With |= npcmemc.StripFCS
	s.Addresses = append([]ethernet.MAC{own()}, f.Groups...)
	if f.Broadcast {
		s.Filter |= npcmemc.Broadcasts
	}
	if f.AllGroups {
		s.Filter |= npcmemc.Multicasts
	}
	if f.Promiscuous {
		s.Filter |= npcmemc.Unicasts | npcmemc.Multicasts
	}
	return r.d.Start(ctx, s)
}

// start starts the controller with its own address.
func start(t *run.T, d *npcmemc.Device, with npcmemc.Command) *npcmemc.Port {
	t.Helper()
	p, err := d.Start(t.Context(), npcmemc.Setup{Addresses: []ethernet.MAC{own()}, With: with})
	t.Must(err)
	return p
}

// written checks that the registers keep what is written, while the controller does not run.
func written(t *run.T, d *npcmemc.Device) {
	t.Must(d.Reset(t.Context()))
	high, low := npcmemc.Address(0)
	reg.KeepsBitsT(t, d.Regs, "CAM0M", high, ^uint32(0))
	reg.KeepsBitsT(t, d.Regs, "CAM0L", low, 0xffff_0000)
	reg.KeepsBitsT(t, d.Regs, "TXDLSA", npcmemc.TransmitList, ^uint32(3))
	reg.KeepsBitsT(t, d.Regs, "RXDLSA", npcmemc.ReceiveList, ^uint32(3))
	reg.KeepsBitsT(t, d.Regs, "CAMCMR", npcmemc.FilterRegister, 0x1f)
	reg.KeepsBitsT(t, d.Regs, "CAMEN", npcmemc.AddressesEnabled, 1)
	for _, c := range []npcmemc.Cause{
		npcmemc.ReceiveAny, npcmemc.ReceiveGood, npcmemc.ReceiveNone, npcmemc.ReceiveBus, npcmemc.TransmitAny, npcmemc.TransmitDone,
		npcmemc.TransmitAbort, npcmemc.TransmitNone, npcmemc.TransmitBus, 0,
	} {
		reg.KeepsT(t, d.Regs, "MIEN", npcmemc.Enables, c)
	}
	for _, c := range []npcmemc.Command{npcmemc.Control, npcmemc.StripFCS, npcmemc.FullDuplex, npcmemc.PHYClock, npcmemc.Fast, 0} {
		reg.KeepsT(t, d.Regs, "MCMDR", npcmemc.CommandRegister, c)
	}
	reg.ExpectT(t, d.Regs, "MISTA of a controller that does not run", npcmemc.Status, 0)
}

// phy checks that the link of the PHY that Linux uses is up (IEEE 802.3-2022, section 22.2.4.2 "Status register (Register 1)").
func phy(t *run.T, d *npcmemc.Device) {
	const (
		chip     = 1
		status   = 1
		extended = 1 << 0
		linkUp   = 1 << 2
	)
	got, err := d.ReadPHY(t.Context(), chip, status)
	t.Must(err)
	if got&(extended|linkUp) != extended|linkUp {
		t.Errorf("status register of PHY %d = %#x, want the bits %#x", chip, got, extended|linkUp)
	}
}

// otherAddresses checks that the registers of the other addresses keep what is written.
func otherAddresses(t *run.T, d *npcmemc.Device) {
	for _, n := range []int{1, npcmemc.Addresses - 1} {
		high, low := npcmemc.Address(n)
		reg.KeepsT(t, d.Regs, fmt.Sprintf("CAM%dM", n), high, 0x1234_5678)
		reg.KeepsT(t, d.Regs, fmt.Sprintf("CAM%dL", n), low, 0x9abc_0000)
		reg.KeepsT(t, d.Regs, "CAMEN", npcmemc.AddressesEnabled, 1<<n)
	}
}

// current checks that CTXDSA and CRXDSA lead to the next descriptors.
func current(t *run.T, d *npcmemc.Device, s ethersuite.Suite) {
	p := start(t, d, npcmemc.StripFCS)
	for n := range 6 {
		s.Sends(t, p, "a frame", s.Out(100, byte(n)))
		reg.ExpectT(t, d.Regs, "CTXDSA", npcmemc.TransmitNow, p.Sending.Descriptor(n+1))
		s.Delivers(t, p, "a frame", s.In(100, byte(n)))
		reg.ExpectT(t, d.Regs, "CRXDSA", npcmemc.ReceiveNow, p.Receiving.Descriptor(n+1))
	}
	t.Must(p.Close(t.Context()))
}

// checkSequence checks that received frames have their FCS, if it is not stripped.
func checkSequence(t *run.T, d *npcmemc.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	s.CheckSequences(t, p, &p.FCS)
	t.Must(p.Close(t.Context()))
}
