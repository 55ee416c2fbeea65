package pcnet

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

func TestEncodeDescriptor(t *testing.T) {
	const buffer, flags = 0x87654321, FlagOwn | FlagStart | FlagEnd
	for _, tc := range []struct {
		style Style
		want  []byte
	}{
		{StyleLANCE, []byte{0x21, 0x43, 0x65, 0x83, 0x00, 0xfa, 0, 0}},
		{StyleILACC, []byte{0x21, 0x43, 0x65, 0x87, 0x00, 0xfa, 0x00, 0x83, 0, 0, 0, 0, 0, 0, 0, 0}},
		{StylePCI, []byte{0x21, 0x43, 0x65, 0x87, 0x00, 0xfa, 0x00, 0x83, 0, 0, 0, 0, 0, 0, 0, 0}},
		{StyleBurst, []byte{0, 0, 0, 0, 0x00, 0xfa, 0x00, 0x83, 0x21, 0x43, 0x65, 0x87, 0, 0, 0, 0}},
	} {
		t.Run(tc.style.String(), func(t *testing.T) {
			got := tc.style.encode(buffer, 1536, flags)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("descriptor mismatch (-want +got):\n%s", diff)
			}
			if got := (descriptor{tc.style, got}).flags(); got != flags {
				t.Errorf("flags() = %#x, want %#x", uint16(got), uint16(flags))
			}
		})
	}
}

func TestLength(t *testing.T) {
	for style, at := range map[Style]int{StyleLANCE: 6, StyleILACC: 8, StylePCI: 8, StyleBurst: 0} {
		b := make([]byte, style.size())
		b[at], b[at+1] = 0xee, 0x05
		if got := (descriptor{style, b}).length(); got != 1518 {
			t.Errorf("%v: length() = %d, want 1518", style, got)
		}
	}
}

func TestEncodeSetup(t *testing.T) {
	s := Setup{Mode: ModePromiscuous, Address: ethernet.MAC{1, 2, 3, 4, 5, 6}, Filter: 0x8877665544332211, Send: 16, Receive: 128}
	narrow := []byte{0, 0x80, 1, 2, 3, 4, 5, 6, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x10, 0x32, 0x54, 0xe0, 0x98, 0xba, 0xdc, 0x80}
	wide := []byte{0, 0x80, 0x70, 0x40, 1, 2, 3, 4, 5, 6, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
		0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0x76}
	for style, want := range map[Style][]byte{StyleLANCE: narrow, StylePCI: wide} {
		s.Style = style
		if diff := cmp.Diff(want, s.encode(0x76543210, 0x76dcba98)); diff != "" {
			t.Errorf("%v: initialization block mismatch (-want +got):\n%s", style, diff)
		}
	}
}

// The CRC of six bytes of ones is 41d9ed00, inverted be2612ff.
func TestFilterBit(t *testing.T) {
	if got := FilterBit(ethernet.Broadcast()); got != 0xbe>>2 {
		t.Errorf("FilterBit(broadcast) = %d, want %d", got, 0xbe>>2)
	}
	if got := Filter(ethernet.Broadcast()); got != 1<<47 {
		t.Errorf("Filter(broadcast) = %#x, want bit 47", got)
	}
}

func TestStatusString(t *testing.T) {
	const want = "INIT|STRT|STOP|TDMD|TXON|RXON|IENA|INTR|IDON|TINT|RINT|MERR|MISS|CERR|BABL|ERR"
	if got := (^Status(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
