package intelnic_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

func TestExtendedTXContext(t *testing.T) {
	for _, tc := range []struct {
		name   string
		o      intelnic.Offload
		total  int
		needed bool
		want   intelnic.Descriptor
	}{
		{name: "no offload", o: intelnic.Offload{L2Size: 14, IPSize: 20}, total: 60},
		{name: "a tag alone", o: intelnic.Offload{VLAN: true, Tag: 5}, total: 60},
		{
			name: "TCP over IPv4", total: 154, needed: true,
			o: intelnic.Offload{IPChecksum: true, L4Checksum: true, L2Size: 14, IPSize: 20, L4Size: 20},
			// IPCSS, IPCSO, IPCSE; TUCSS, TUCSO, TUCSE; PAYLEN, DTYP, TUCMD; STA, HDRLEN, MSS
			want: intelnic.Descriptor{14, 24, 33, 0, 34, 50, 0, 0, 0, 0, 0x00, 0x23, 0, 0, 0, 0},
		},
		{
			name: "UDP over IPv6", total: 154, needed: true,
			o:    intelnic.Offload{L4Checksum: true, IPv6: true, UDP: true, L2Size: 14, IPSize: 40, L4Size: 8},
			want: intelnic.Descriptor{14, 0, 0, 0, 54, 60, 0, 0, 0, 0, 0x00, 0x20, 0, 0, 0, 0},
		},
		{
			name: "segments", total: 54 + 0x12345, needed: true,
			o:    intelnic.Offload{IPChecksum: true, L4Checksum: true, TSO: true, MSS: 0x5b4, L2Size: 14, IPSize: 20, L4Size: 20},
			want: intelnic.Descriptor{14, 24, 33, 0, 34, 50, 0, 0, 0x45, 0x23, 0x01, 0x27, 0, 54, 0xb4, 0x05},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, needed, err := intelnic.ExtendedTX{}.Context(tc.o, tc.total)
			if err != nil || needed != tc.needed {
				t.Errorf("needed = %t, %v, want %t", needed, err, tc.needed)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("descriptor mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExtendedTXData(t *testing.T) {
	const buffer = 0x1122334455667788
	for _, tc := range []struct {
		name string
		p    intelnic.Piece
		o    intelnic.Offload
		want intelnic.Descriptor
	}{
		{"last piece", intelnic.Piece{Buffer: buffer, Size: 0x05ea, Last: true}, intelnic.Offload{},
			intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xea, 0x05, 0x10, 0x2b}},
		{"first piece", intelnic.Piece{Buffer: buffer, Size: 14, First: true}, intelnic.Offload{},
			intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 14, 0, 0x10, 0x22}},
		{"everything", intelnic.Piece{Size: 0xfffff, Last: true},
			intelnic.Offload{VLAN: true, Tag: 0xe123, IPChecksum: true, L4Checksum: true, TSO: true, Delay: true},
			intelnic.Descriptor{8: 0xff, 9: 0xff, 10: 0x1f, 11: 0xef, 13: 0x03, 14: 0x23, 15: 0xe1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, intelnic.ExtendedTX{}.Data(tc.p, tc.o)); diff != "" {
				t.Errorf("descriptor mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
