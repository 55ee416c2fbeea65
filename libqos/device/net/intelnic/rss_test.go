package intelnic_test

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// The RSS verification suite (Microsoft, "Verifying the RSS Hash Calculation").
func TestHash(t *testing.T) {
	for _, tc := range []struct {
		from, to         string
		addresses, ports uint32 // hash without and with ports
	}{
		{"66.9.149.187:2794", "161.142.100.80:1766", 0x323e8fc2, 0x51ccc178},
		{"199.92.111.2:14230", "65.69.140.83:4739", 0xd718262a, 0xc626b0ea},
		{"24.19.198.95:12898", "12.22.207.184:38024", 0xd2d0a5de, 0x5c2b394a},
		{"38.27.205.30:48228", "209.142.163.6:2217", 0x82989176, 0xafc7327f},
		{"153.39.163.191:44251", "202.188.127.2:1303", 0x5d1809c5, 0x10e828a2},
		{"[3ffe:2501:200:1fff::7]:2794", "[3ffe:2501:200:3::1]:1766", 0x2cc18cd5, 0x40207d3d},
		{"[3ffe:501:8::260:97ff:fe40:efab]:14230", "[ff02::1]:4739", 0x0f0c461c, 0xdde51bbf},
		{"[3ffe:1900:4545:3:200:f8ff:fe21:67cf]:44251", "[fe80::200:f8ff:fe21:67cf]:38024", 0x4b61e985, 0x02d1feef},
	} {
		t.Run(tc.from, func(t *testing.T) {
			from, to := netip.MustParseAddrPort(tc.from), netip.MustParseAddrPort(tc.to)
			input := slices.Concat(from.Addr().AsSlice(), to.Addr().AsSlice())
			if got := intelnic.VerificationKey().Hash(input); got != tc.addresses {
				t.Errorf("hash of addresses = %#x, want %#x", got, tc.addresses)
			}
			input = binary.BigEndian.AppendUint16(input, from.Port())
			input = binary.BigEndian.AppendUint16(input, to.Port())
			if got := intelnic.VerificationKey().Hash(input); got != tc.ports {
				t.Errorf("hash of addresses and ports = %#x, want %#x", got, tc.ports)
			}
		})
	}
}

func TestSetRSS(t *testing.T) {
	c, memory := newController(t)
	var table [intelnic.RETASize]uint8
	for i := range table {
		table[i] = uint8(i)
	}
	must(t, c.SetRSS(t.Context(), intelnic.VerificationKey(), table))
	for _, tc := range []struct {
		name   string
		offset uint64
		want   uint32
	}{
		{"RETA 0", 0x5c00, 0x03020100},
		{"RETA 31", 0x5c7c, 0x7f7e7d7c},
		{"RSSRK 0", 0x5c80, 0xda565a6d},
		{"RSSRK 9", 0x5ca4, 0xfa01acbe},
	} {
		if got := register(memory, tc.offset); got != tc.want {
			t.Errorf("%s = %#x, want %#x", tc.name, got, tc.want)
		}
	}
}

func TestMulticastIndex(t *testing.T) {
	address := ethernet.MAC{0x01, 0xaa, 0x00, 0x12, 0x34, 0x56}
	for mo, want := range []int{0x563, 0xac6, 0x58d, 0x634} {
		if got := intelnic.MulticastIndex(address, uint8(mo)); got != want {
			t.Errorf("MulticastIndex(%v, %d) = %#x, want %#x", address, mo, got, want)
		}
	}
}

func TestTables(t *testing.T) {
	c, memory := newController(t)
	must(t, c.SetMulticast(t.Context(), ethernet.MAC{0x01, 0xaa, 0x00, 0x12, 0x34, 0x56}, 0, true)) // 0x563
	must(t, c.SetVLAN(t.Context(), 0x123, true))
	must(t, c.SetVLAN(t.Context(), 0x120, true))
	must(t, c.SetVLAN(t.Context(), 0x120, false))
	must(t, c.WriteAddress(t.Context(), 3, ethernet.MAC{1, 2, 3, 4, 5, 6}, true))
	for _, tc := range []struct {
		name   string
		offset uint64
		want   uint32
	}{
		{"MTA", 0x5200 + 0x563/32*4, 1 << (0x563 % 32)},
		{"VFTA", 0x5600 + 0x123/32*4, 1 << 3},
		{"RAL 3", 0x5418, 0x04030201},
		{"RAH 3", 0x541c, 0x80000605},
	} {
		if got := register(memory, tc.offset); got != tc.want {
			t.Errorf("%s = %#x, want %#x", tc.name, got, tc.want)
		}
	}
	if a, valid, err := c.ReadAddress(t.Context(), 3); err != nil || !valid || a != (ethernet.MAC{1, 2, 3, 4, 5, 6}) {
		t.Errorf("ReadAddress(3) = %v, %t, %v", a, valid, err)
	}
}
