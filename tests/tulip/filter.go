package tulip

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filter checks each kind of filter that a setup frame chooses (the manual, section 4.2.3.5 "Setup Frame").
func filter(t *run.T, nic *tulip.Device) {
	t.Step("perfect", func() {
		s := suite(t, rig{nic: nic})
		t.Step("unicast", func() { s.FilterUnicast(t) })
		t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
		t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
		t.Step("groups", func() { s.FilterGroups(t) })
		t.Step("all groups", func() { s.FilterAllGroups(t) })
		t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	})
	t.Step("hash", func() {
		s := suite(t, rig{nic: nic, hash: true})
		t.Step("unicast", func() { s.FilterUnicast(t) })
		t.Step("groups", func() { hashes(t, nic) })
	})
	t.Step("inverse", func() { inverse(t, nic) })
}

// hashes checks bits at the limits of the filter's words: frames to a group with the bit are received, and those to groups with
// neighbouring bits are not.
func hashes(t *run.T, nic *tulip.Device) {
	r := rig{nic: nic, send: 2, receive: 4, hash: true}
	s := suite(t, r)
	for _, bit := range []int{0, 7, 8, 15, 16, 255, 256, 511} {
		s.With(t, ethersuite.Filter{Groups: []ethernet.MAC{groupOf(bit)}}, func(p ethersuite.Port) {
			group, own := ethersuite.Frame(groupOf(bit), ethersuite.Host(), 64, 1), s.In(70, 2)
			t.Must(s.Peer.Send(t.Context(), group))
			t.Must(s.Peer.Send(t.Context(), own)) // so that a lost group does not have the test wait
			s.Next(t, p, fmt.Sprintf("bit %d", bit), group)
			if t.Failed() {
				t.FailNow()
			}
			s.Next(t, p, "the frame behind it", own)
			for _, step := range []int{1, 8, 16, 256, tulip.HashBits - 1} {
				other := (bit + step) % tulip.HashBits
				s.Drops(t, p, fmt.Sprintf("bit %d, a group of bit %d", bit, other), ethersuite.Frame(groupOf(other), ethersuite.Host(), 65, 2))
			}
		})
	}
}

// groupOf returns a group that selects a bit of the filter of hashes.
func groupOf(bit int) ethernet.MAC {
	for i := 0; ; i++ {
		if a := (ethernet.MAC{0x01, 0, 0x5e, byte(i >> 8), byte(i), 0x17}); tulip.HashBit(a) == bit {
			return a
		}
	}
}

// inverse checks that inverse filtering receives frames to all addresses but those of the setup frame.
func inverse(t *run.T, nic *tulip.Device) {
	ctx := t.Context()
	r := rig{nic: nic, send: 2, receive: 4}
	s := suite(t, r)
	p, err := r.open(ctx, ethersuite.Filter{})
	t.Must(err)
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	t.Must(p.tx.FilterOthers(ctx, tulip.Address(), group))
	other := ethernet.MAC{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}
	for i, dst := range []ethernet.MAC{tulip.Address(), group} {
		t.Must(s.Peer.Send(ctx, ethersuite.Frame(dst, ethersuite.Host(), 64, byte(i))))
		s.Delivers(t, p, fmt.Sprintf("a frame behind one to %v", dst), ethersuite.Frame(other, ethersuite.Host(), 70+i, byte(i)))
	}
	t.Must(p.Close(ctx))
}
