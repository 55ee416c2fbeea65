package virtiomem

import (
	"encoding/hex"
	"testing"
)

// TestRequest compares a request with struct virtio_mem_req (virtio 1.3, section 5.15.6
// "Device Operation").
func TestRequest(t *testing.T) {
	for _, tc := range []struct {
		padding byte
		want    string
	}{
		{0, "0300" + "000000000000" + "8877665544332211" + "aa99" + "000000000000"},
		{0xee, "0300" + "eeeeeeeeeeee" + "8877665544332211" + "aa99" + "eeeeeeeeeeee"},
	} {
		got := hex.EncodeToString(Request{Type: GetState, Addr: 0x1122334455667788, Blocks: 0x99aa, Padding: tc.padding}.bytes())
		if got != tc.want {
			t.Errorf("request with padding %#x = %s, want %s", tc.padding, got, tc.want)
		}
	}
}

func TestResponseString(t *testing.T) {
	for _, tc := range []struct {
		r    Response
		want string
	}{{Acknowledged, "ACK"}, {Failed, "ERROR"}, {4, "response 0x4"}} {
		if got := tc.r.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
