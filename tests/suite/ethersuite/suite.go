package ethersuite

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Port is a controller that runs in both directions.
type Port interface {
	// Room returns the number of frames of the longest size that can wait in each
	// direction.
	Room() int
	// Post hands a frame, made of one or more pieces, to the controller.
	Post(ctx context.Context, pieces ...[]byte) error
	// Sent waits until the controller has sent all posted frames, and takes their memory
	// back.
	Sent(ctx context.Context) error
	// Receive waits for the next frame in guest memory and returns it without its FCS. It
	// makes room for another one.
	Receive(ctx context.Context) ([]byte, error)
	// Pending reports whether a frame waits in guest memory.
	Pending(ctx context.Context) (bool, error)
	// Close stops the controller and frees all memory.
	Close(ctx context.Context) error
}

// Filter is what the controller receives besides frames to its own address.
type Filter struct {
	Broadcast   bool
	Promiscuous bool           // everything
	AllGroups   bool           // every multicast
	Groups      []ethernet.MAC // these multicasts
}

// Device sets a controller up.
type Device interface {
	// Open resets the controller and has it run with the filter.
	Open(ctx context.Context, f Filter) (Port, error)
}

// Suite has the checks. A controller that deviates with frames of some lengths has them between Shortest and Longest, and checks
// the others in a step of its own.
type Suite struct {
	Device  Device
	Machine *guest.Machine
	Peer    *ethernet.Peer
	Address ethernet.MAC

	Longest  int                    // frame, in bytes without FCS; 0 for 1514
	Shortest int                    // frame, in bytes without FCS; 0 for 60
	Pieces   int                    // the most pieces of a frame; 0: it is made of one
	Hash     func(ethernet.MAC) int // the bit of the filter for groups; nil if that holds whole addresses
	Bits     int                    // of that filter
	// The filter for groups is one of hashes that the manual does not give: it has to keep
	// most of the other groups away.
	Imperfect bool
}

// Host returns the address of the far end.
func Host() ethernet.MAC { return ethernet.MAC{0x02, 0x00, 0x00, 0x00, 0x0a, 0x01} }

// Frame returns a frame of size bytes, without FCS. The payload differs by position and
// by seed.
func Frame(dst, src ethernet.MAC, size int, seed byte) []byte {
	return ethernet.Frame{
		Dst: dst, Src: src, Type: ethernet.Experimental,
		Payload: ethernet.Pattern(size-ethernet.HeaderSize, seed),
	}.Bytes()
}

// Out returns a frame that the controller sends.
func (s Suite) Out(size int, seed byte) []byte { return Frame(Host(), s.Address, size, seed*2) }

// In returns a frame that the far end sends to the controller.
func (s Suite) In(size int, seed byte) []byte { return Frame(s.Address, Host(), size, seed) }

// With sets the controller up, calls check, and takes it down.
func (s Suite) With(t testing.TB, f Filter, check func(p Port)) {
	t.Helper()
	p, err := s.Device.Open(t.Context(), f)
	Must(t, err)
	defer func() { Must(t, p.Close(t.Context())) }()
	check(p)
}

// Must ends the test if err is not nil.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Same fails the test if two frames differ. It compares before it calls cmp, which takes a
// hundred times as long on equal frames.
func Same(t testing.TB, what string, want, got []byte) {
	t.Helper()
	if !bytes.Equal(want, got) {
		t.Errorf("%s: frame mismatch (-want +got):\n%s", what, cmp.Diff(want, got))
	}
}

// Arrives checks that the next frame at the far end is want.
func (s Suite) Arrives(t testing.TB, what string, want []byte) {
	t.Helper()
	got, err := s.Peer.Receive(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	Same(t, what+" at the far end", want, got)
}

// Sends has the controller send a frame and checks that it arrives.
func (s Suite) Sends(t testing.TB, p Port, what string, pieces ...[]byte) {
	t.Helper()
	Must(t, p.Post(t.Context(), pieces...))
	s.Arrives(t, what, bytes.Join(pieces, nil))
	Must(t, p.Sent(t.Context()))
}

// Delivers has the far end send a frame and checks that it is the next one in guest
// memory.
func (s Suite) Delivers(t testing.TB, p Port, what string, frame []byte) {
	t.Helper()
	Must(t, s.Peer.Send(t.Context(), frame))
	s.Next(t, p, what, frame)
}

// Next checks that the next frame in guest memory is want.
func (s Suite) Next(t testing.TB, p Port, what string, want []byte) {
	t.Helper()
	got, err := p.Receive(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	Same(t, what+" in guest memory", want, got)
}

// Drops has the far end send a frame that the controller must drop, and then one to its
// address, which must come first. It leaves no frame in guest memory if the controller
// receives both.
func (s Suite) Drops(t testing.TB, p Port, what string, frame []byte) {
	t.Helper()
	behind := s.In(s.shortest(), 0xd0)
	Must(t, s.Peer.Send(t.Context(), frame))
	Must(t, s.Peer.Send(t.Context(), behind))
	got, err := p.Receive(t.Context())
	if err != nil {
		t.Fatalf("%s: the frame behind it: %v", what, err)
	}
	if bytes.Equal(got, frame) {
		t.Errorf("%s is received, want it to be dropped", what)
		s.Next(t, p, what+": the frame behind it", behind)
		return
	}
	Same(t, what+": the frame behind it in guest memory", behind, got)
}

// settle is enough time for all delayed work of a controller.
const settle = 2 * time.Millisecond

// Quiet lets enough virtual time pass for all delayed work of the controller.
func (s Suite) Quiet(t testing.TB) {
	t.Helper()
	Must(t, s.Machine.Pass(t.Context(), settle))
}

// longest returns the length of the longest frame.
func (s Suite) longest() int {
	if s.Longest == 0 {
		return ethernet.MaxSize
	}
	return s.Longest
}

// shortest returns the length of the shortest frame.
func (s Suite) shortest() int { return max(s.Shortest, ethernet.MinSize) }

// sizes are lengths of frames around every limit, in bytes without FCS.
func (s Suite) sizes() []int {
	var sizes []int
	for _, n := range []int{
		60, 61, 62, 63, 64, 65, 127, 128, 129, 252, 253, 255, 256, 257, 508, 509, 511, 512, 1023, 1024, 1025, 1508, 1513, 1514, 1518,
		2047, 2048, 2049, 4095, 4096, 4097, 9013, 9014,
	} {
		if n >= s.shortest() && n <= s.longest() {
			sizes = append(sizes, n)
		}
	}
	return sizes
}

// frameOf describes a frame by its length.
func frameOf(n int) string { return fmt.Sprintf("a frame of %d bytes", n) }
