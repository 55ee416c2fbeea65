package pcnet

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filter checks the physical address, the logical address filter, and the bits of the mode
// that open and close them.
func filter(t *run.T, nic *pcnet.Device) {
	s := suite(t, nic, pcnet.Setup{Style: pcnet.StylePCI})
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("no physical address", func() { noPhysical(t, nic) })
	t.Step("receiver off", func() { receiverOff(t, nic) })
}

// noPhysical checks that DRCVPA closes the filter for the controller's own address, and
// for nothing else.
func noPhysical(t *run.T, nic *pcnet.Device) {
	setup := pcnet.Setup{Style: pcnet.StylePCI, Mode: pcnet.ModeNoPhysical}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *pcnet.Port) {
		t.Must(s.Peer.Send(t.Context(), s.In(64, 1)))
		s.Delivers(t, p, "a broadcast behind a frame to the address", ethersuite.Frame(ethernet.Broadcast(), ethersuite.Host(), 65, 2))
	})
}

// receiverOff checks that nothing is received while DRX is set.
func receiverOff(t *run.T, nic *pcnet.Device) {
	setup := pcnet.Setup{Style: pcnet.StylePCI, Mode: pcnet.ModeNoReceive}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *pcnet.Port) {
		t.Must(s.Peer.Send(t.Context(), s.In(64, 1)))
		s.Sends(t, p, "a frame with DRX", s.Out(64, 2))
		s.Quiet(t)
		if pending, err := p.Pending(t.Context()); err != nil || pending {
			t.Errorf("a frame was received with DRX (%v)", err)
		}
	})
	// The frame may wait for the receiver or be lost.
	s = suite(t, nic, pcnet.Setup{Style: pcnet.StylePCI})
	s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) {
		t.Must(s.Peer.Send(t.Context(), s.In(80, 3)))
		for {
			got, err := p.Receive(t.Context())
			t.Must(err)
			if len(got) == 80 {
				return
			}
			ethersuite.Same(t, "the frame that waited", s.In(64, 1), got)
		}
	})
}
