package ethersuite

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// filterRow is an address and whether frames to it are received.
type filterRow struct {
	name string
	dst  ethernet.MAC
	want bool
}

// filtered checks rows with a filter.
func (s Suite) filtered(t testing.TB, what string, f Filter, rows []filterRow) {
	t.Helper()
	s.With(t, f, func(p Port) {
		for i, row := range rows {
			frame := Frame(row.dst, Host(), s.shortest()+i, byte(i))
			if row.want {
				s.Delivers(t, p, what+": "+row.name, frame)
			} else {
				s.Drops(t, p, what+": "+row.name, frame)
			}
		}
	})
}

// FilterUnicast checks that frames to the controller's address are received, and those to
// any other are not, whatever byte differs.
func (s Suite) FilterUnicast(t testing.TB) {
	t.Helper()
	rows := []filterRow{{"own address", s.Address, true}}
	for i := range s.Address {
		for _, bit := range []byte{0x02, 0x80} {
			near := s.Address
			near[i] ^= bit
			rows = append(rows, filterRow{fmt.Sprintf("own address but for bit %#x of byte %d", bit, i), near, false})
		}
	}
	rows = append(rows, filterRow{"own address again", s.Address, true})
	s.filtered(t, "no groups", Filter{}, rows)
}

// FilterBroadcast checks that broadcasts are received if the filter has them, on, and not
// otherwise, and that this opens it for nothing else.
func (s Suite) FilterBroadcast(t testing.TB, on bool) {
	t.Helper()
	s.filtered(t, fmt.Sprintf("broadcast %t", on), Filter{Broadcast: on}, []filterRow{
		{"broadcast", ethernet.Broadcast(), on},
		{"a group", ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, false},
		{"almost broadcast", ethernet.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xfd}, false},
		{"own address", s.Address, true},
	})
}

// FilterPromiscuous checks that everything is received in promiscuous mode.
func (s Suite) FilterPromiscuous(t testing.TB) {
	t.Helper()
	near := s.Address
	near[5] ^= 1
	s.filtered(t, "promiscuous", Filter{Promiscuous: true, Broadcast: true}, []filterRow{
		{"own address", s.Address, true},
		{"another address", near, true},
		{"a group", ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, true},
		{"broadcast", ethernet.Broadcast(), true},
	})
}

// FilterAllGroups checks that every multicast is received if the filter says so, and
// that this opens it for no other station's frames.
func (s Suite) FilterAllGroups(t testing.TB) {
	t.Helper()
	near := s.Address
	near[5] ^= 1
	s.filtered(t, "all groups", Filter{AllGroups: true, Broadcast: true}, []filterRow{
		{"a group", ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, true},
		{"another group", ethernet.MAC{0x33, 0x33, 0, 0, 0, 1}, true},
		{"another address", near, false},
		{"own address", s.Address, true},
	})
}

// FilterGroups checks that groups are received that the filter has, and others are not:
// for a filter of hashes with each of its bits alone, and for the others with the first
// and the last of many.
func (s Suite) FilterGroups(t testing.TB) {
	t.Helper()
	if s.Imperfect {
		s.filterMost(t)
		return
	}
	if s.Hash == nil {
		groups := make([]ethernet.MAC, s.Bits)
		for i := range groups {
			groups[i] = ethernet.MAC{0x01, 0, 0x5e, 0, byte(i), 0x40}
		}
		s.filtered(t, fmt.Sprintf("%d groups", len(groups)), Filter{Groups: groups}, []filterRow{
			{"the first group", groups[0], true},
			{"the last group", groups[len(groups)-1], true},
			{"a group that is not there", ethernet.MAC{0x01, 0, 0x5e, 0, byte(len(groups)), 0x40}, false},
			{"almost the first group", ethernet.MAC{0x01, 0, 0x5e, 0, 0, 0x41}, false},
		})
		return
	}
	for bit, group := range s.groups() {
		others := slices.Concat(s.groups()[:bit], s.groups()[bit+1:])
		rows := []filterRow{{"the group", group, true}}
		for _, i := range []int{bit, bit + 7, bit + 31} { // neighbours, and some that are far away
			rows = append(rows, filterRow{"another group", others[i%len(others)], false})
		}
		s.filtered(t, fmt.Sprintf("bit %d of the filter", bit), Filter{Groups: []ethernet.MAC{group}}, rows)
	}
}

// FilterListed checks that frames to some of the filter's groups are received. A frame to the controller's address is behind
// each, so that the test does not wait for a frame that was dropped.
func (s Suite) FilterListed(t testing.TB, groups []ethernet.MAC, some ...int) {
	t.Helper()
	s.With(t, Filter{Groups: groups}, func(p Port) {
		for _, n := range some {
			frame, behind := Frame(groups[n], Host(), s.shortest(), 1), s.In(s.shortest()+1, 2)
			Must(t, s.Peer.Send(t.Context(), frame))
			Must(t, s.Peer.Send(t.Context(), behind))
			got, err := p.Receive(t.Context())
			Must(t, err)
			if bytes.Equal(got, behind) {
				t.Fatalf("a frame to the group %v is dropped, want it to be received", groups[n])
			}
			Same(t, "a frame to a group", frame, got)
			s.Next(t, p, "the frame behind it", behind)
		}
	})
}

// filterMost checks that a group is received that the filter has, and few of as many others
// as the filter has bits: one of them is expected.
func (s Suite) filterMost(t testing.TB) {
	t.Helper()
	group := func(i int) ethernet.MAC { return ethernet.MAC{0x01, 0, 0x5e, byte(i >> 6), byte(i), 0x17} }
	for n := range 4 {
		s.With(t, Filter{Groups: []ethernet.MAC{group(n)}}, func(p Port) {
			s.Delivers(t, p, "the group", Frame(group(n), Host(), s.shortest(), 1))
			others := 0
			for i := range s.Bits {
				Must(t, s.Peer.Send(t.Context(), Frame(group(1000+s.Bits*n+i), Host(), s.shortest(), 2)))
				last := s.In(s.shortest(), byte(i))
				Must(t, s.Peer.Send(t.Context(), last))
				got, err := p.Receive(t.Context())
				Must(t, err)
				if !bytes.Equal(got, last) {
					others++
					s.Next(t, p, "the frame behind a group", last)
				}
			}
			if others > s.Bits/8 {
				t.Errorf("filter with one group: %d of %d others were received, want %d at most", others, s.Bits, s.Bits/8)
			}
		})
	}
}

// groups returns a multicast for each bit of the filter.
func (s Suite) groups() []ethernet.MAC {
	groups, found := make([]ethernet.MAC, s.Bits), 0
	for i := 0; found < s.Bits; i++ {
		a := ethernet.MAC{0x01, 0, 0x5e, byte(i >> 8), byte(i), 0x17}
		if bit := s.Hash(a); groups[bit] == (ethernet.MAC{}) {
			groups[bit] = a
			found++
		}
	}
	return groups
}
