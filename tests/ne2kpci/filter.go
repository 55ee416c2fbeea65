package ne2kpci

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filter checks the physical address, the multicast filter, and the bits of RCR.
func filter(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, ne2kpci.Setup{})
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("groups without AM", func() { noGroups(t, nic) })
	t.Step("another address", func() { otherAddress(t, nic) })
}

// noGroups checks that without RCR.AM no multicast is received, whatever the filter has, nor
// with RCR.PRO (the DP8390 data sheet, section 10.3, "Receive Configuration Register").
func noGroups(t *run.T, nic *ne2kpci.Device) {
	ctx := t.Context()
	s := suite(t, nic, ne2kpci.Setup{})
	group := ethersuite.Frame(ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, ethersuite.Host(), 70, 1)
	t.Must(nic.Reset(ctx))
	all := [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	for _, row := range []struct {
		name    string
		receive ne2kpci.ReceiveConfiguration
	}{{"RCR 0", 0}, {"AB", ne2kpci.AcceptBroadcast}, {"PRO", ne2kpci.AcceptAll}} {
		t.Step(row.name, func() {
			p, err := nic.Start(ctx, ne2kpci.Setup{Address: ne2kpci.Address(), Filter: all, Receive: row.receive})
			t.Must(err)
			s.Drops(t, p, "a group with "+row.name, group)
			t.Must(p.Close(ctx))
		})
	}
}

// otherAddress checks that the filter follows the address in PAR, not that of the PROM.
func otherAddress(t *run.T, nic *ne2kpci.Device) {
	ctx := t.Context()
	s := suite(t, nic, ne2kpci.Setup{})
	t.Must(nic.Reset(ctx))
	other := ethernet.MAC{0x02, 0x13, 0x24, 0x35, 0x46, 0x57}
	p, err := nic.Start(ctx, ne2kpci.Setup{Address: other, Receive: ne2kpci.AcceptBroadcast})
	t.Must(err)
	want := [][]byte{
		ethersuite.Frame(other, ethersuite.Host(), 71, 2),
		ethersuite.Frame(ethernet.Broadcast(), ethersuite.Host(), 72, 3),
	}
	for _, frame := range [][]byte{s.In(70, 1), want[0], want[1]} {
		t.Must(s.Peer.Send(ctx, frame))
	}
	for _, frame := range want {
		got, err := p.Receive(ctx)
		t.Must(err)
		if len(got) != len(frame) {
			t.Fatalf("frames to the PROM's address, that of PAR, and to all: got one of %d bytes, want that of %d", len(got), len(frame))
		}
		ethersuite.Same(t, "a frame to PAR's address or to all", frame, got)
	}
	t.Must(p.Close(ctx))
}
