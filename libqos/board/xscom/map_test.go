package xscom_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/board/xscom"
)

// TestAddress checks addresses of skiboot's macros by hand: the LPC controller, the I²C controllers, a core.
func TestAddress(t *testing.T) {
	for _, tc := range []struct {
		name string
		m    xscom.Map
		chip int
		scom uint32
		want uint64
	}{
		{"POWER8", xscom.POWER8, 0, 0xb0020, 0x3_fc00_00b0_0200},
		{"POWER8, low bits", xscom.POWER8, 0, 0xf000f, 0x3_fc00_00f0_0078},
		{"POWER8, second chip", xscom.POWER8, 1, 0xb0023, 0x3_fc08_00b0_0218},
		{"POWER9", xscom.POWER9, 0, 0xa0004, 0x6_03fc_0050_0020},
		{"POWER9, second chip", xscom.POWER9, 1, 0xf000f, 0x6_07fc_0078_0078},
		{"POWER10", xscom.POWER10, 0, 0xc0040, 0x6_03fc_0060_0200},
		{"POWER10, second chip", xscom.POWER10, 1, 0, 0x6_13fc_0000_0000},
	} {
		if got := tc.m.Address(tc.chip, tc.scom); got != tc.want {
			t.Errorf("%s: address of %#x of chip %d = %#x, want %#x", tc.name, tc.scom, tc.chip, got, tc.want)
		}
	}
}

func TestID(t *testing.T) {
	const id xscom.ID = 0x221EF04980000000 // of a Murano DD2.1: skiboot, hw/xscom.c
	if id.Part() != 0xef || id.Level() != 0x21 {
		t.Errorf("part %#x and level %#x, want 0xef and 0x21", id.Part(), id.Level())
	}
}

func TestSensors(t *testing.T) {
	const s xscom.Sensors = 0x026f_024e_0231_0000
	for n, want := range []struct {
		celsius uint8
		valid   bool
	}{{0x26, true}, {0x24, false}, {0x23, true}} {
		if celsius, valid := s.Temperature(n); celsius != want.celsius || valid != want.valid {
			t.Errorf("sensor %d = %d, %t; want %d, %t", n, celsius, valid, want.celsius, want.valid)
		}
	}
	if got := xscom.Core(0x20).Sensors(); got != 0x20050000 {
		t.Errorf("register of the sensors of core 0x20 = %#x, want 0x20050000", uint64(got))
	}
}
