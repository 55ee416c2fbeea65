package intelnic_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

func TestLegacyTX(t *testing.T) {
	const buffer = 0x1122334455667788
	for _, tc := range []struct {
		name string
		p    intelnic.Piece
		o    intelnic.Offload
		want intelnic.Descriptor
	}{
		{"only piece", intelnic.Piece{Buffer: buffer, Size: 0x05ea, First: true, Last: true}, intelnic.Offload{},
			intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0xea, 0x05, 0, 0x0b, 0, 0, 0, 0}},
		{"first piece", intelnic.Piece{Buffer: buffer, Size: 14, First: true}, intelnic.Offload{},
			intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 14, 0, 0, 0x02, 0, 0, 0, 0}},
		{"silent, tagged", intelnic.Piece{Size: 60, Last: true}, intelnic.Offload{Silent: true, VLAN: true, Tag: 0xe123},
			intelnic.Descriptor{8: 60, 11: 0x43, 14: 0x23, 15: 0xe1}},
		{"delayed", intelnic.Piece{Size: 60, Last: true}, intelnic.Offload{Delay: true},
			intelnic.Descriptor{8: 60, 11: 0x8b}},
		{"a sum", intelnic.Piece{Size: 60, Last: true}, intelnic.Offload{Sum: true, SumStart: 34, SumAt: 50},
			intelnic.Descriptor{8: 60, 10: 50, 11: 0x0f, 13: 34}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, intelnic.LegacyTX{}.Data(tc.p, tc.o)); diff != "" {
				t.Errorf("descriptor mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLegacyRX(t *testing.T) {
	offered := intelnic.LegacyRX{}.Offer(0x1122334455667788)
	if want := (intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11}); offered != want {
		t.Errorf("Offer() = % x, want % x", offered, want)
	}
	for _, tc := range []struct {
		name string
		d    intelnic.Descriptor
		want intelnic.ReceiveStatus
	}{
		{"offered", offered, intelnic.ReceiveStatus{}},
		{"more to come", intelnic.Descriptor{8: 0x00, 9: 0x08, 12: 0x01}, intelnic.ReceiveStatus{Done: true, Length: 2048}},
		{"last", intelnic.Descriptor{8: 0x3c, 12: 0x03}, intelnic.ReceiveStatus{Done: true, End: true, Length: 60}},
		{"tagged", intelnic.Descriptor{8: 0x3c, 12: 0x0b, 14: 0x23, 15: 0xe1},
			intelnic.ReceiveStatus{Done: true, End: true, Length: 60, VLAN: true, Tag: 0xe123}},
		{"checked", intelnic.Descriptor{12: 0x63}, intelnic.ReceiveStatus{Done: true, End: true, IPChecked: true, L4Checked: true}},
		{"bad sums", intelnic.Descriptor{12: 0x63, 13: 0x60},
			intelnic.ReceiveStatus{Done: true, End: true, IPChecked: true, L4Checked: true, IPError: true, L4Error: true}},
		{"unchecked, inexact", intelnic.Descriptor{12: 0x87}, intelnic.ReceiveStatus{Done: true, End: true, IgnoreChecks: true, Inexact: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, intelnic.LegacyRX{}.Status(tc.d)); diff != "" {
				t.Errorf("status mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriteBackRX(t *testing.T) {
	for _, tc := range []struct {
		name string
		d    intelnic.Descriptor
		want intelnic.ReceiveStatus
	}{
		{"last", intelnic.Descriptor{8: 0x03, 12: 0x3c}, intelnic.ReceiveStatus{Done: true, End: true, Length: 60}},
		{"tagged", intelnic.Descriptor{8: 0x0b, 12: 0x3c, 14: 0x23, 15: 0xe1},
			intelnic.ReceiveStatus{Done: true, End: true, Length: 60, VLAN: true, Tag: 0xe123}},
		{"hashed", intelnic.Descriptor{0: 0x13, 4: 0x78, 5: 0xc1, 6: 0xcc, 7: 0x51, 8: 0x03, 13: 0x08},
			intelnic.ReceiveStatus{Done: true, End: true, Length: 2048, RSSType: intelnic.RSSIPv6TCP, Hash: 0x51ccc178}},
		{"bad sums", intelnic.Descriptor{8: 0x63, 11: 0x60},
			intelnic.ReceiveStatus{Done: true, End: true, IPChecked: true, L4Checked: true, IPError: true, L4Error: true}},
		{"unchecked, inexact", intelnic.Descriptor{8: 0x87}, intelnic.ReceiveStatus{Done: true, End: true, IgnoreChecks: true, Inexact: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, intelnic.WriteBackRX{}.Status(tc.d)); diff != "" {
				t.Errorf("status mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReceiveBuffers(t *testing.T) {
	for size, want := range map[int]intelnic.ReceiveControl{
		256: 0x30000, 512: 0x20000, 1024: 0x10000, 2048: 0, 4096: 0x2030000, 8192: 0x2020000, 16384: 0x2010000,
	} {
		if got, err := intelnic.ReceiveBuffers(size); err != nil || got != want {
			t.Errorf("ReceiveBuffers(%d) = %#x, %v, want %#x", size, uint32(got), err, uint32(want))
		}
	}
	if _, err := intelnic.ReceiveBuffers(1500); err == nil {
		t.Error("ReceiveBuffers(1500): no error")
	}
}
