package virtiosound

import (
	"encoding/hex"
	"testing"
)

// TestFields compares fields of requests with the structures of the specification (virtio
// 1.3, sections 5.14.6.1 "Item Information Request" and 5.14.6.6.3
// "VIRTIO_SND_R_PCM_SET_PARAMS").
func TestFields(t *testing.T) {
	for _, tc := range []struct {
		name string
		got  []byte
		want string
	}{
		{"query", Query(1, 2, 0x01020304), "01000000" + "02000000" + "04030201"},
		{"stream", Of(3), "03000000"},
		{
			"parameters", Params{Stream: 1, Buffer: 0x11223344, Period: 5, Features: 6, Channels: 2, Format: FormatS16, Rate: Rate48000}.Fields(),
			"01000000" + "44332211" + "05000000" + "06000000" + "02" + "05" + "07" + "00",
		},
	} {
		if got := hex.EncodeToString(tc.got); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestStatusString(t *testing.T) {
	for _, tc := range []struct {
		s    Status
		want string
	}{{OK, "OK"}, {IOError, "IO_ERR"}, {0x8004, "status 0x8004"}, {0, "status 0x0"}} {
		if got := tc.s.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
