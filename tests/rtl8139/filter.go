package rtl8139

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filter checks the physical address, the multicast filter, and the bits of RCR.
func filter(t *run.T, nic *rtl8139.Device) {
	s := suite(t, nic, rtl8139.Setup{})
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("groups without AM", func() { noGroups(t, nic) })
	t.Step("own address without APM", func() { noPhysical(t, nic) })
	t.Step("another address", func() { otherAddress(t, nic) })
}

// noGroups checks that without RCR.AM no multicast is received, whatever the filter has (the data sheet,
// section "Receive Configuration Register").
func noGroups(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	s := suite(t, nic, rtl8139.Setup{})
	group := ethersuite.Frame(ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, ethersuite.Host(), 70, 1)
	for _, row := range []struct {
		name    string
		receive rtl8139.ReceiveConfiguration
	}{{"APM", 0}, {"AB", rtl8139.AcceptBroadcast}} {
		t.Step(row.name, func() {
			t.Must(nic.Reset(ctx))
			p, err := nic.Start(ctx, rtl8139.Setup{Filter: ^uint64(0), Receive: rtl8139.AcceptPhysical | row.receive})
			t.Must(err)
			s.Drops(t, p, "a group", group)
			t.Must(p.Close(ctx))
		})
	}
}

// noPhysical checks that without RCR.APM frames to the address are not received, and that a filter of nothing
// but broadcasts receives these.
func noPhysical(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	s := suite(t, nic, rtl8139.Setup{})
	t.Must(nic.Reset(ctx))
	p, err := nic.Start(ctx, rtl8139.Setup{Receive: rtl8139.AcceptBroadcast})
	t.Must(err)
	t.Must(s.Peer.Send(ctx, s.In(70, 1)))
	s.Delivers(t, p, "a broadcast", ethersuite.Frame(ethernet.Broadcast(), ethersuite.Host(), 71, 2))
	t.Must(p.Close(ctx))
}

// otherAddress checks that the filter follows the address in IDR, not that of the EEPROM.
func otherAddress(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	s := suite(t, nic, rtl8139.Setup{})
	t.Must(nic.Reset(ctx))
	p, err := nic.Start(ctx, rtl8139.Setup{Receive: rtl8139.AcceptPhysical})
	t.Must(err)
	other := ethernet.MAC{0x02, 0x13, 0x24, 0x35, 0x46, 0x57}
	setAddress(t, nic, other)
	t.Must(s.Peer.Send(ctx, s.In(70, 1)))
	s.Delivers(t, p, "a frame to the address in IDR", ethersuite.Frame(other, ethersuite.Host(), 71, 2))
	setAddress(t, nic, rtl8139.Address())
	s.Delivers(t, p, "a frame to the old address in IDR", s.In(72, 3))
	t.Must(p.Close(ctx))
}

// setAddress writes IDR, which wants words (the data sheet, section "Register Descriptions", IDR0).
func setAddress(t *run.T, nic *rtl8139.Device, a ethernet.MAC) {
	t.Helper()
	rtl8139.IDR0.WriteT(t, nic.Regs, uint32(a[0])|uint32(a[1])<<8|uint32(a[2])<<16|uint32(a[3])<<24)
	rtl8139.IDR4.WriteT(t, nic.Regs, uint32(a[4])|uint32(a[5])<<8)
}
