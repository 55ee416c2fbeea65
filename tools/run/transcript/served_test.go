package transcript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/run/transcript"
)

const servedText = `0.1 * arm/virt/virtio-mmio/test
0.2 = vu0 0 connects
0.3 = vu0 0 > GET_FEATURES 0102
0.4 = vu0 0 < GET_FEATURES 0304
0.4 = vu1 0 > GET_FEATURES 07
0.4 2= vu0 0 > GET_FEATURES 0506
0.5 > writel 0x10 0x1
0.6 = vu0 0 memory 0x1000 aabb
0.6 < OK
0.7 = vu0 0 calls 1
0.7 2= vu0 0 asks 0200
0.8 = vu0 0 drops GET_STATUS
0.8 = vu0 0 ends
0.9 = vu0 denied
`

// TestServers compares the stand-ins that a script has, and what the script makes them do.
func TestServers(t *testing.T) {
	entries, err := transcript.Read(strings.NewReader(servedText))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []transcript.Server{
		{Program: "standin", Key: "vu0", Socket: "vu0.sock", Record: []string{"0 connects", "0 > GET_FEATURES 0102", "0 < GET_FEATURES 0304", "0 drops GET_STATUS", "denied"}},
		{Program: "standin", Key: "vu0.2", Socket: "vu0.sock", Second: true, Record: []string{"0 > GET_FEATURES 0506"}},
	} {
		if diff := cmp.Diff(want, transcript.NewServer(entries, "vu0", "vu0.sock", want.Second)); diff != "" {
			t.Errorf("stand-in mismatch (-want +got):\n%s", diff)
		}
	}
	got, err := transcript.Exchange(entries)
	if err != nil {
		t.Fatal(err)
	}
	want := []transcript.Step{
		{Kind: transcript.Qtest, Request: "writel 0x10 0x1", Reply: "OK", Answered: true},
		{Kind: transcript.Act, Request: "vu0 0 memory 0x1000 aabb", Answered: true},
		{Kind: transcript.Act, Request: "vu0 0 calls 1", Answered: true},
		{Kind: transcript.Act, Second: true, Request: "vu0.2 0 asks 0200", Answered: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("exchange mismatch (-want +got):\n%s", diff)
	}
}
