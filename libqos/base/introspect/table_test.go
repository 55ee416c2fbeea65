package introspect_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/introspect"
)

// A refusal is right only for its question, and only with QEMU's words.
func TestWhy(t *testing.T) {
	for _, tc := range []struct {
		refusal introspect.Refusal
		right   bool
	}{
		{introspect.Refusal{Question: "query-balloon", Text: "No balloon device has been activated"}, true},
		{introspect.Refusal{Question: "info balloon", Text: "No balloon device has been activated"}, true},
		{introspect.Refusal{Question: "query-block", Text: "No balloon device has been activated"}, false},
		{introspect.Refusal{Question: "query-balloon", Text: "the balloon has burst"}, false},
		{introspect.Refusal{Question: "qom-get /machine/adc vref", Text: "Property 'npcm7xx-adc.vref' is not readable"}, true},
		{introspect.Refusal{Question: "qom-get /machine/sensor temperature3", Text: "error reading temperature3"}, false},
		{introspect.Refusal{Question: "query-sgx-capabilities", Text: "Could not open '/dev/sgx_vepc': No such file or directory"}, true},
		{introspect.Refusal{Question: "info hotpluggable-cpus", Text: "The feature 'query-hotpluggable-cpus' is not enabled"}, true},
	} {
		if got := tc.refusal.Why(); (got != "") != tc.right {
			t.Errorf("%v: the reason is %q, want one: %v", tc.refusal, got, tc.right)
		}
	}
	r := introspect.Report{Refusals: []introspect.Refusal{
		{Question: "info usb", Text: "USB support not enabled"}, {Question: "info usb", Text: "the cable is cut"},
	}}
	if got := r.Unexpected(); len(got) != 1 || got[0].Text != "the cable is cut" {
		t.Errorf("Unexpected() = %v, want the second only", got)
	}
}
