package igb_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

func TestAdvancedTXContext(t *testing.T) {
	for _, tc := range []struct {
		name   string
		o      intelnic.Offload
		needed bool
		want   intelnic.Descriptor
	}{
		{name: "no offload", o: intelnic.Offload{L2Size: 14, IPSize: 20}},
		{
			name: "a tag alone", needed: true,
			o: intelnic.Offload{VLAN: true, Tag: 0xe123, L2Size: 14},
			// MACLEN and IPLEN, VLAN; TUCMD, DTYP, DEXT; IDX, L4LEN, MSS
			want: intelnic.Descriptor{0x00, 0x1c, 0x23, 0xe1, 0, 0, 0, 0, 0, 0x0c, 0x20, 0x20, 0, 0, 0, 0},
		},
		{
			name: "UDP over IPv6", needed: true,
			o:    intelnic.Offload{L4Checksum: true, IPv6: true, UDP: true, L2Size: 14, IPSize: 40, L4Size: 8},
			want: intelnic.Descriptor{0x28, 0x1c, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x20, 0x20, 0, 0, 0, 0},
		},
		{
			name: "segments", needed: true,
			o:    intelnic.Offload{IPChecksum: true, L4Checksum: true, TSO: true, MSS: 0x5b4, L2Size: 14, IPSize: 20, L4Size: 20},
			want: intelnic.Descriptor{0x14, 0x1c, 0, 0, 0, 0, 0, 0, 0, 0x0c, 0x20, 0x20, 0, 20, 0xb4, 0x05},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, needed, err := igb.AdvancedTX{}.Context(tc.o, 1000)
			if err != nil || needed != tc.needed {
				t.Errorf("needed = %t, %v, want %t", needed, err, tc.needed)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("descriptor mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// The bit that delays interrupts in other formats requests segmentation here.
func TestAdvancedTXRefusesDelay(t *testing.T) {
	if _, _, err := (igb.AdvancedTX{}).Context(intelnic.Offload{Delay: true}, 60); !errors.Is(err, intelnic.ErrOffload) {
		t.Errorf("Context() with Delay = %v, want %v", err, intelnic.ErrOffload)
	}
}

func TestAdvancedTXData(t *testing.T) {
	const buffer = 0x1122334455667788
	for _, tc := range []struct {
		name string
		p    intelnic.Piece
		o    intelnic.Offload
		want intelnic.Descriptor
	}{
		{"only piece", intelnic.Piece{Buffer: buffer, Size: 0x05ea, Last: true, Total: 0x05ea}, intelnic.Offload{},
			intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xea, 0x05, 0x30, 0x2b, 0, 0x80, 0x7a, 0x01}},
		{"first piece", intelnic.Piece{Buffer: buffer, Size: 14, First: true, Total: 60}, intelnic.Offload{},
			intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 14, 0, 0x30, 0x22, 0, 0, 0x0f, 0}},
		{"segments", intelnic.Piece{Size: 54, First: true, Last: true, Total: 54 + 20000},
			intelnic.Offload{VLAN: true, Tag: 0xe123, IPChecksum: true, L4Checksum: true, TSO: true, L2Size: 14, IPSize: 20, L4Size: 20},
			intelnic.Descriptor{8: 54, 10: 0x30, 11: 0xeb, 13: 0x03, 14: 0x88, 15: 0x13}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, igb.AdvancedTX{}.Data(tc.p, tc.o)); diff != "" {
				t.Errorf("descriptor mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
