package ethernet_test

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

func TestFrameBytes(t *testing.T) {
	frame := ethernet.Frame{
		Dst:     ethernet.Broadcast(),
		Src:     ethernet.MAC{2, 0, 0, 0, 0, 9},
		Type:    ethernet.RARP,
		Payload: []byte{1, 2, 3},
	}
	for _, tc := range []struct {
		name  string
		frame ethernet.Frame
		want  []byte
	}{
		{"untagged", frame, []byte{
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 0x80, 0x35, 1, 2, 3,
		}},
		{"tagged", frame.Tagged(0x123), []byte{
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 0x81, 0x00, 0x01, 0x23, 0x80, 0x35, 1, 2, 3,
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := tc.frame.Bytes()
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Bytes() mismatch (-want +got):\n%s", diff)
			}
			parsed, err := ethernet.Parse(got)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.frame, parsed); diff != "" {
				t.Errorf("Parse(Bytes()) mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseShort(t *testing.T) {
	const want = "ethernet: parse frame: got 13 bytes, want a header of at least 14"
	if _, err := ethernet.Parse(make([]byte, 13)); err == nil || err.Error() != want {
		t.Errorf("Parse(13 bytes) = %v, want %s", err, want)
	}
}

// TestCRC takes the hash values that the data sheet of the LAN91C111 gives (Microchip, DS00002276A, section 8.2 "Receive Frame Status").
func TestCRC(t *testing.T) {
	for first, want := range map[byte]uint32{0xed: 0, 0x0d: 16, 0x01: 39, 0x2f: 63} {
		if got := (ethernet.MAC{first}).CRC() >> 26; got != want {
			t.Errorf("upper six bits of the CRC of %v = %d, want %d", ethernet.MAC{first}, got, want)
		}
	}
}

func TestPatternWords(t *testing.T) {
	seen := map[uint64]bool{}
	for _, seed := range []byte{0, 1, 0xff} {
		p := ethernet.Pattern(8192, seed)
		for i := 0; i < len(p); i += 8 {
			word := binary.LittleEndian.Uint64(p[i:])
			if seen[word] {
				t.Fatalf("seed %d: the word at %d, %#x, is a duplicate", seed, i, word)
			}
			seen[word] = true
		}
	}
	for n := range 20 {
		if got := len(ethernet.Pattern(n, 3)); got != n {
			t.Errorf("len(Pattern(%d)) = %d", n, got)
		}
	}
}
