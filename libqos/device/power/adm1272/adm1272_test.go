package adm1272_test

import (
	"math"
	"testing"

	"github.com/qgraph/qgraph/libqos/device/power/adm1272"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// The readings of the device with the defaults of QEMU's properties vin, iout and
// pin (QEMU 11.1).
func TestFormats(t *testing.T) {
	p := adm1272.Profile()
	words := map[pmbus.Code]uint16{
		pmbus.Code(pmbus.ReadVin):  0x01e7,
		pmbus.Code(pmbus.ReadVout): 0x01e7,
		pmbus.Code(pmbus.ReadIout): 0x09ef,
		pmbus.Code(pmbus.ReadPin):  0x03b4,
	}
	want := map[pmbus.Code]float64{
		pmbus.Code(pmbus.ReadVin):  11.989,
		pmbus.Code(pmbus.ReadVout): 11.989,
		pmbus.Code(pmbus.ReadIout): 25,
		pmbus.Code(pmbus.ReadPin):  300,
	}
	for _, s := range p.Parts[0].Sensors {
		code := pmbus.Code(s.Command)
		format := s.Format
		if format == nil {
			format = p.Direct
		}
		if got := format.Decode(words[code]); math.Abs(got-want[code]) > 1e-3*want[code] {
			t.Errorf("got %v %#04x as %g, want %g", code, words[code], got, want[code])
		}
		delete(want, code)
	}
	if len(want) != 0 {
		t.Errorf("no sensor for %v", want)
	}
}
