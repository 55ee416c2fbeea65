package virtiortc

import (
	"encoding/hex"
	"testing"
)

// TestRequest compares requests with the structures of the specification (virtio 1.4,
// sections "Control Requests" and "Read Requests").
func TestRequest(t *testing.T) {
	for _, tc := range []struct {
		name string
		got  []byte
		want string
	}{
		{"configuration", Request(Configuration, 5, 6), "0010" + "000000000000"},
		{"reading", Request(Read, 0x1234, 0), "0100" + "000000000000" + "3412" + "000000000000"},
		{"reading with a counter", Request(ReadCross, 1, 2), "0200" + "000000000000" + "0100" + "02" + "0000000000"},
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
	}{{OK, "OK"}, {NoClock, "ENODEV"}, {1, "status 0x1"}} {
		if got := tc.s.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
