package smc91c111_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
)

// TestHashBit takes the examples of the data sheet (section 8.2 "Receive Frame Status").
func TestHashBit(t *testing.T) {
	for _, tc := range []struct {
		name string
		addr ethernet.MAC
		want int
	}{
		{"bit 0", ethernet.MAC{0xed}, 0},
		{"bit 16", ethernet.MAC{0x0d}, 16},
		{"bit 39", ethernet.MAC{0x01}, 39},
		{"bit 63", ethernet.MAC{0x2f}, 63},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := smc91c111.HashBit(tc.addr); got != tc.want {
				t.Errorf("HashBit(%v) = %d, want %d", tc.addr, got, tc.want)
			}
		})
	}
}
