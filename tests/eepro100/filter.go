package eepro100

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// filter checks the individual address, the multicast filter, and the bits of the
// configuration.
func filter(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	t.Step("unicast", func() { s.FilterUnicast(t) })
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("no broadcast", func() { s.FilterBroadcast(t, false) })
	t.Step("groups", func() { s.FilterGroups(t) })
	t.Step("all groups", func() { s.FilterAllGroups(t) })
	t.Step("promiscuous", func() { s.FilterPromiscuous(t) })
	t.Step("groups set up again", func() { again(t, nic) })
	t.Step("match in the status", func() { match(t, nic) })
	t.Step("end of the frame in the count", func() { counted(t, nic) })
	t.Step("shortest frame", func() { short(t, nic) })
}

// again checks that a multicast setup replaces the filter, one without addresses empties it,
// and many addresses all count (the 8255x manual, section 6.4.2.4 "Multicast Setup").
func again(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, eepro100.Setup{Groups: []ethernet.MAC{groupOf(1)}}, func(p *eepro100.Port) {
		s.Delivers(t, p, "a frame to the first group", toGroup(groupOf(1), 70, 1))
		t.Must(nic.SetGroups(ctx))
		s.Drops(t, p, "a frame to the first group, which was taken away", toGroup(groupOf(1), 71, 2))
		var many []ethernet.MAC
		for i := range 80 {
			many = append(many, groupOf(i))
		}
		t.Must(nic.SetGroups(ctx, many...))
		for _, i := range []int{0, 1, 40, 79} {
			s.Delivers(t, p, fmt.Sprintf("a frame to group %d of %d", i, len(many)), toGroup(many[i], 72, byte(i)))
		}
	})
}

// match checks the bit of the status that says whether a frame was received by the individual
// address (the 8255x manual, section 6.4.3.1, table "RFD Status Bits", IA match).
func match(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	const noMatch = 1 << 1
	with(t, nic, eepro100.Setup{Groups: []ethernet.MAC{groupOf(1)}}, func(p *eepro100.Port) {
		for _, row := range []struct {
			name string
			dst  ethernet.MAC
			want uint16
		}{
			{"own address", eepro100.Address(), 0},
			{"broadcast", ethernet.Broadcast(), noMatch},
			{"group", groupOf(1), noMatch},
		} {
			t.Step(row.name, func() {
				s.Delivers(t, p, row.name, ethersuite.Frame(row.dst, ethersuite.Host(), 80, 1))
				if got, want := p.Last.Status, row.want|eepro100.StatusComplete|eepro100.StatusOK; got != want {
					t.Errorf("status of a frame to %s = %#x, want %#x", row.name, got, want)
				}
			})
		}
	})
}

// counted checks the bits F and EOF beside the actual count (the 8255x manual, section
// 6.4.3.1 "Receive Frame Descriptor").
func counted(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, eepro100.Setup{}, func(p *eepro100.Port) {
		s.Delivers(t, p, "a frame", s.In(80, 1))
		if got, want := p.Last.Count, 80|eepro100.CountValid|eepro100.CountEnd; got != want {
			t.Errorf("actual count with F and EOF = %#x, want %#x", got, want)
		}
	})
}

// short checks that the shortest frame is received by a controller that discards shorter
// ones (the 8255x manual, section 6.4.2.3, byte 7, bit 0). QEMU's network pads those.
func short(t *run.T, nic *eepro100.Device) {
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, configured(nic, func(c *eepro100.Configuration) { c.DiscardShort(true) }), func(p *eepro100.Port) {
		s.Delivers(t, p, "a frame of 60 bytes", s.In(60, 3))
	})
}
