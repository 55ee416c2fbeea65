package ethersuite

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"testing"
)

// SendSizes sends frames of every length at a limit, as many at once as there is room for.
func (s Suite) SendSizes(t testing.TB) {
	t.Helper()
	s.With(t, Filter{}, func(p Port) {
		for sizes := range slices.Chunk(s.sizes(), p.Room()) {
			for _, n := range sizes {
				Must(t, p.Post(t.Context(), s.Out(n, byte(n))))
			}
			for _, n := range sizes {
				s.Arrives(t, frameOf(n), s.Out(n, byte(n)))
			}
			Must(t, p.Sent(t.Context()))
		}
	})
}

// SendShort sends frames below the shortest length of a link. They arrive padded to
// padded bytes, or as they are if padded is 0.
func (s Suite) SendShort(t testing.TB, p Port, padded int) {
	t.Helper()
	for _, n := range []int{20, 42, 59, 60} {
		frame, size := s.Out(n, byte(n)), max(n, padded)
		Must(t, p.Post(t.Context(), frame))
		got, err := s.Peer.Receive(t.Context())
		Must(t, err)
		if len(got) != size {
			t.Errorf("%s arrives as one of %d bytes, want %d", frameOf(n), len(got), size)
		}
		Same(t, frameOf(n)+", without padding", frame, got[:min(n, len(got))])
		Must(t, p.Sent(t.Context()))
	}
}

// SendPieces sends frames from several buffers, of odd sizes and at odd addresses.
func (s Suite) SendPieces(t testing.TB) {
	t.Helper()
	s.With(t, Filter{}, func(p Port) {
		for i, cuts := range [][]int{{14}, {1}, {511}, {100, 200}, {64, 64, 64}, {1, 3, 5, 7, 11, 13}, {60}} {
			if len(cuts) >= s.Pieces {
				continue
			}
			rest := s.Out(512, byte(i))
			var pieces [][]byte
			for _, n := range cuts {
				pieces, rest = append(pieces, rest[:n]), rest[n:]
			}
			s.Sends(t, p, fmt.Sprintf("a frame cut behind %v bytes", cuts), append(pieces, rest)...)
		}
	})
}

// ReceiveSizes receives frames of every length at a limit.
func (s Suite) ReceiveSizes(t testing.TB) {
	t.Helper()
	s.With(t, Filter{}, func(p Port) {
		for i, n := range s.sizes() {
			s.Delivers(t, p, frameOf(n), s.In(n, byte(i)))
		}
	})
}

// CheckSequences receives frames with each length of the last word, and checks the FCS behind each, which the port has kept
// where fcs points.
func (s Suite) CheckSequences(t testing.TB, p Port, fcs *[]byte) {
	t.Helper()
	for _, n := range []int{60, 61, 62, 63, 512, 513, 1514} {
		if n < s.shortest() {
			continue
		}
		frame := s.In(n, byte(n))
		s.Delivers(t, p, frameOf(n), frame)
		CheckSequence(t, frame, *fcs)
	}
}

// CheckSequence checks the FCS of a frame (IEEE 802.3-2022, section 3.2.9 "Frame Check Sequence (FCS) field").
func CheckSequence(t testing.TB, frame, fcs []byte) {
	t.Helper()
	if want := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(frame)); !bytes.Equal(fcs, want) {
		t.Errorf("FCS of %s = % x, want % x", frameOf(len(frame)), fcs, want)
	}
}

// GoesOn checks that the next frame is received. The controller may have kept one that came before.
func (s Suite) GoesOn(t testing.TB, p Port, kept []byte) {
	t.Helper()
	after := s.In(200, 7)
	Must(t, s.Peer.Send(t.Context(), after))
	got, err := p.Receive(t.Context())
	if err == nil && bytes.Equal(got, kept) {
		got, err = p.Receive(t.Context())
	}
	Must(t, err)
	Same(t, "a frame after that", after, got)
}

// Transfers sends and receives n frames in both directions at once, of changing sizes and
// in bursts of changing length, up to as many as there is room for. Rings much smaller
// than n wrap many times, and end at every place.
func (s Suite) Transfers(t testing.TB, n int) {
	t.Helper()
	s.With(t, Filter{}, func(p Port) { s.Exchange(t, p, n) })
}

// Exchange is [Suite.Transfers] with a controller that runs already.
func (s Suite) Exchange(t testing.TB, p Port, n int) {
	t.Helper()
	for done, burst := 0, 1; done < n; burst = burst%p.Room() + 1 {
		first := done
		for ; done < n && done < first+burst; done++ {
			Must(t, p.Post(t.Context(), s.Out(s.changing(done), byte(done))))
			Must(t, s.Peer.Send(t.Context(), s.In(s.changing(done+1), byte(done))))
		}
		for i := first; i < done; i++ {
			s.Arrives(t, fmt.Sprintf("frame %d of %d", i, n), s.Out(s.changing(i), byte(i)))
			s.Next(t, p, fmt.Sprintf("frame %d of %d", i, n), s.In(s.changing(i+1), byte(i)))
		}
		Must(t, p.Sent(t.Context()))
	}
	if pending, err := p.Pending(t.Context()); err != nil || pending {
		t.Errorf("a frame that was not sent waits in guest memory: %t (%v)", pending, err)
	}
}

// changing is the size of frame i, without FCS.
func (s Suite) changing(i int) int {
	return s.shortest() + i*97%(s.longest()-s.shortest()+1)
}
