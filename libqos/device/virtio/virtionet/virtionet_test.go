package virtionet

import (
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// All ones: every name appears and only the reserved bits are left over.

func TestStrings(t *testing.T) {
	if got, want := (^LinkStatus(0)).String(), "LINK_UP|ANNOUNCE|0xfffc"; got != want {
		t.Errorf("LinkStatus: %q, want %q", got, want)
	}
	if got, want := (^HeaderFlags(0)).String(), "NEEDS_CSUM|DATA_VALID|RSC_INFO|0xf8"; got != want {
		t.Errorf("HeaderFlags: %q, want %q", got, want)
	}
}

// TestFeatureNames checks that each feature has one name, and that the
// device-independent bits have none here.
func TestFeatureNames(t *testing.T) {
	seen := virtio.Features{}
	for _, n := range names() {
		if seen.Has(n.Feature) {
			t.Errorf("feature %d has two names, %s is one", n.Feature, n.Name)
		}
		seen = seen.With(n.Feature)
	}
	want := virtio.Features{0x00ffffef, 0xfff80000 &^ (1 << 26), 0x1e, 0}
	if seen != want {
		t.Errorf("named features: %x, want %x", seen, want)
	}
}

func TestHeader(t *testing.T) {
	h := Header{
		Flags: NeedsChecksum, Segmentation: TCPv6, HeaderLength: 0x0102, SegmentSize: 0x0304,
		ChecksumStart: 0x0506, ChecksumField: 0x0708, Buffers: 0x090a,
	}
	for _, tc := range []struct {
		name  string
		order binary.ByteOrder
		want  []byte
	}{
		{"long, little-endian", binary.LittleEndian, []byte{1, 4, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9}},
		{"short, little-endian", binary.LittleEndian, []byte{1, 4, 2, 1, 4, 3, 6, 5, 8, 7}},
		{"long, big-endian", binary.BigEndian, []byte{1, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := make([]byte, len(tc.want))
			h.put(got, tc.order)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("put() mismatch (-want +got):\n%s", diff)
			}
			want := h
			if len(got) < longHeader {
				want.Buffers = 0
			}
			parsed, err := parseHeader(got, len(got), tc.order)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, parsed); diff != "" {
				t.Errorf("parseHeader(put()) mismatch (-want +got):\n%s", diff)
			}
			if _, err := parseHeader(got[1:], len(got), tc.order); err == nil {
				t.Error("parseHeader of too few bytes succeeded")
			}
		})
	}
}
