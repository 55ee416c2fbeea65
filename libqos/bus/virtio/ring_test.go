package virtio

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDescriptorPut(t *testing.T) {
	d := descriptor{
		addr:  0x1122334455667788,
		size:  0x99aabbcc,
		flags: DescriptorNext | DescriptorWrite,
		next:  0xddee,
	}
	for _, tc := range []struct {
		name  string
		order binary.ByteOrder
		want  []byte
	}{
		{"little-endian", binary.LittleEndian, []byte{
			0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xcc, 0xbb, 0xaa, 0x99, 3, 0, 0xee, 0xdd,
		}},
		{"big-endian", binary.BigEndian, []byte{
			0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0, 3, 0xdd, 0xee,
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := make([]byte, descriptorSize)
			d.put(got, tc.order)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("put() mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLayOut(t *testing.T) {
	type parts struct {
		Areas                              Areas
		UsedEvent, AvailEvent, Size, Align uint64
	}
	for _, tc := range []struct {
		name   string
		n      uint16
		legacy bool
		want   parts
	}{
		{"the smallest", 1, false, parts{
			Areas{Size: 1, Descriptor: 0x10000, Driver: 0x10010, Device: 0x10018}, 0x10016, 0x10024, 0x26, 16,
		}},
		{"modern", 256, false, parts{
			Areas{Size: 256, Descriptor: 0x10000, Driver: 0x11000, Device: 0x11208}, 0x11204, 0x11a0c, 0x1a0e, 16,
		}},
		{"legacy", 256, true, parts{
			Areas{Size: 256, Descriptor: 0x10000, Driver: 0x11000, Device: 0x12000}, 0x11204, 0x12804, 0x2806, 4096,
		}},
		{"the largest", 32768, true, parts{
			Areas{Size: 32768, Descriptor: 0x10000, Driver: 0x90000, Device: 0xa1000}, 0xa0004, 0xe1004, 0xd1006, 4096,
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, align := layOut(0x10000, tc.n, tc.legacy)
			got := parts{a, a.usedEvent(), a.availEvent(), a.size(), align}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("layOut() mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckSize(t *testing.T) {
	for n, ok := range map[uint16]bool{0: false, 1: true, 2: true, 3: false, 256: true, 384: false, 32768: true, 65535: false} {
		if err := checkSize(n); (err == nil) != ok {
			t.Errorf("checkSize(%d) = %v", n, err)
		}
	}
}

func TestPassed(t *testing.T) {
	for _, tc := range []struct {
		name            string
		event, old, now uint16
		want            bool
	}{
		{"nothing new", 5, 5, 5, false},
		{"the next one", 5, 5, 6, true},
		{"the last of several", 7, 5, 8, true},
		{"not yet", 8, 5, 8, false},
		{"long ago", 4, 5, 8, false},
		{"over the end", 65535, 65534, 1, true},
		{"over the end, behind it", 0, 65534, 1, true},
		{"over the end, not yet", 1, 65534, 1, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := passed(tc.event, tc.old, tc.now); got != tc.want {
				t.Errorf("passed(%d, %d, %d) = %v, want %v", tc.event, tc.old, tc.now, got, tc.want)
			}
		})
	}
}

func TestJoined(t *testing.T) {
	spans := []span{{40, 48}, {0, 16}, {20, 24}, {16, 18}, {41, 44}}
	for _, tc := range []struct {
		gap  int
		want []span
	}{
		{0, []span{{0, 18}, {20, 24}, {40, 48}}},
		{2, []span{{0, 24}, {40, 48}}},
		{16, []span{{0, 48}}},
	} {
		if got := joined(slices.Clone(spans), tc.gap); !slices.Equal(got, tc.want) {
			t.Errorf("joined(%v, %d) = %v, want %v", spans, tc.gap, got, tc.want)
		}
	}
	if got := joined(nil, 0); got != nil {
		t.Errorf("joined(nil, 0) = %v", got)
	}
}
