package pci

import "testing"

func TestConfigSelect(t *testing.T) {
	for v, want := range map[configSelect]string{
		selects(Address{Device: 4}, 0x13):                       "0x10 of 00:04.0",
		selects(Address{Bus: 2, Device: 31, Function: 7}, 0xfc): "0xfc of 02:1f.7",
		0x123: "disabled, 0x123",
	} {
		if got := v.String(); got != want {
			t.Errorf("configSelect(%#x).String() = %q, want %q", uint32(v), got, want)
		}
	}
}
