package islvr_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/power/islvr"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// The second output has all commands of the first, except those for the
// input.
func TestTwoOutputs(t *testing.T) {
	p := islvr.TwoOutputs()
	if len(p.Parts) != 2 || p.Parts[1].First != 1 || p.Parts[1].Last != 1 {
		t.Fatalf("parts %+v, want pages 0 and 1", p.Parts)
	}
	first, second := p.Parts[0], p.Parts[1]
	missing := map[pmbus.Code]bool{}
	for _, r := range first.Registers {
		missing[r.Code] = true
	}
	for _, s := range first.Sensors {
		missing[pmbus.Code(s.Command)] = true
	}
	for _, r := range second.Registers {
		delete(missing, r.Code)
	}
	for _, s := range second.Sensors {
		delete(missing, pmbus.Code(s.Command))
	}
	want := map[pmbus.Code]bool{}
	for _, r := range []reg.Reg[uint16]{
		pmbus.VinOn, pmbus.VinOff, pmbus.VinOVFaultLimit, pmbus.VinOVWarnLimit, pmbus.VinUVWarnLimit,
		pmbus.VinUVFaultLimit, pmbus.ReadVin, pmbus.ReadTemperature2,
	} {
		want[pmbus.Code(r)] = true
	}
	want[pmbus.Code(pmbus.VinOVFaultResponse)] = true
	want[pmbus.Code(pmbus.VinUVFaultResponse)] = true
	if diff := cmp.Diff(want, missing); diff != "" {
		t.Errorf("commands on page 0 alone mismatch (-want +got):\n%s", diff)
	}
}
