package vmxnet3

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filter checks each bit of the receive mode, the table of groups and that of VLANs.
func filter(t *run.T, nic *vmxnet3.Device) {
	s := suite(t, nic, vmxnet3.Setup{})
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("modes that change", func() { modes(t, nic) })
	t.Step("VLANs", func() { vlans(t, nic) })
}

// modes changes the receive mode and the table of an enabled card.
func modes(t *run.T, nic *vmxnet3.Device) {
	ctx := t.Context()
	s := suite(t, nic, vmxnet3.Setup{})
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	to := func(dst ethernet.MAC, n int) []byte { return ethersuite.Frame(dst, ethersuite.Host(), n, byte(n)) }
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		s.Drops(t, p, "a group that the mode has not", to(group, 70))
		t.Must(p.SetMode(ctx, vmxnet3.Unicast|vmxnet3.Multicast))
		s.Drops(t, p, "a group that the table has not", to(group, 71))
		t.Must(p.SetGroups(ctx, group))
		s.Delivers(t, p, "the group", to(group, 72))
		t.Must(p.SetGroups(ctx))
		s.Drops(t, p, "the group, taken away", to(group, 73))
		t.Must(p.SetMode(ctx, vmxnet3.Broadcast))
		t.Must(s.Peer.Send(ctx, s.In(74, 1)))
		s.Delivers(t, p, "a broadcast behind a frame to the address, without unicast", to(ethernet.Broadcast(), 75))
		t.Must(p.SetMode(ctx, vmxnet3.Unicast))
		s.Delivers(t, p, "a frame to the address", s.In(76, 2))
	})
}

// vlans checks the first and the last VLANs of the table, of each word's first and last bit.
func vlans(t *run.T, nic *vmxnet3.Device) {
	ctx := t.Context()
	s := suite(t, nic, vmxnet3.Setup{})
	tagged := func(id uint16) []byte {
		return ethernet.Frame{
			Dst: s.Address, Src: ethersuite.Host(), Type: ethernet.Experimental, Payload: ethernet.Pattern(80, byte(id)),
		}.Tagged(id).Bytes()
	}
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		for _, id := range []uint16{1, 31, 32, 2047, 2048, 4094} {
			t.Must(p.SetVLANs(ctx, id))
			s.Delivers(t, p, "a tag of the table", tagged(id))
			for _, other := range []uint16{id ^ 1, id ^ 0x20, id ^ 0x800} {
				if other != 0 && other != 4095 { // neither is a VLAN
					s.Drops(t, p, "a tag that the table has not", tagged(other))
				}
			}
			s.Delivers(t, p, "a frame without a tag", s.In(64, 1))
		}
	})
}
