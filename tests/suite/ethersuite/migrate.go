package ethersuite

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Migrates moves the machine, by migrate, in the middle of both rings, while a frame waits
// in guest memory. The filter has the group, and clear clears the causes of interrupts
// before the last frame. It finds a controller that loses its place in a ring, its
// address or its filter on the way. Both rings are left empty, with the causes of
// received frames set.
func (s Suite) Migrates(t testing.TB, p Port, group ethernet.MAC, clear func(), migrate func() error) {
	t.Helper()
	s.Moves(t, p, group, clear, migrate)
	other := s.Address
	other[5] ^= 1
	s.Drops(t, p, "a frame to another address after the migration", Frame(other, Host(), 100, 7))
}

// Moves is [Suite.Migrates] without the filter, for a controller that has none.
func (s Suite) Moves(t testing.TB, p Port, group ethernet.MAC, clear func(), migrate func() error) {
	t.Helper()
	for n := range byte(5) {
		s.Sends(t, p, "a frame before the migration", s.Out(100, n))
		s.Delivers(t, p, "a frame before the migration", s.In(100, n))
	}
	clear()
	Must(t, s.Peer.Send(t.Context(), s.In(200, 5)))
	Must(t, s.Machine.Wait(t.Context(), "a frame in guest memory", p.Pending))

	Must(t, migrate())

	s.Next(t, p, "the frame that waited in guest memory", s.In(200, 5))
	for n := range byte(6) {
		s.announced(t, p, s.Out(100, n))
		s.Delivers(t, p, "a frame after the migration", s.In(100, n))
		s.Delivers(t, p, "a frame to the group after the migration", Frame(group, Host(), 100, n))
	}
}

// announced has the controller send a frame and checks that it arrives, apart from QEMU's own
// ([ethernet.Peer.ReceiveData]).
func (s Suite) announced(t testing.TB, p Port, want []byte) {
	t.Helper()
	Must(t, p.Post(t.Context(), want))
	got, err := s.Peer.ReceiveData(t.Context())
	Must(t, err)
	Same(t, "a frame sent after the migration", want, got)
	Must(t, p.Sent(t.Context()))
}
