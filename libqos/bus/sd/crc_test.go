package sd_test

import (
	"bytes"
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// TestCRC7 checks the examples of section 4.5 "Cyclic Redundancy Code (CRC)", and a CMD8.
func TestCRC7(t *testing.T) {
	for _, tc := range []struct {
		name string
		data []byte
		want uint8
	}{
		{"CMD0, argument 0", []byte{0x40, 0, 0, 0, 0}, 0x4a},
		{"CMD17, argument 0", []byte{0x51, 0, 0, 0, 0}, 0x2a},
		{"response to CMD17", []byte{0x11, 0, 0, 9, 0}, 0x33},
		{"CMD8, argument 0x1aa", []byte{0x48, 0, 0, 1, 0xaa}, 0x43},
	} {
		if got := sd.CRC7(tc.data); got != tc.want {
			t.Errorf("%s: CRC7 = %#x, want %#x", tc.name, got, tc.want)
		}
	}
}

// TestCRC16 checks the example of section 4.5: a block of 512 bytes 0xff.
func TestCRC16(t *testing.T) {
	if got, want := sd.CRC16(bytes.Repeat([]byte{0xff}, sd.BlockSize)), uint16(0x7fa1); got != want {
		t.Errorf("CRC16 = %#x, want %#x", got, want)
	}
}
