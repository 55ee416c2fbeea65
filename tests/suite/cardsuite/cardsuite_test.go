package cardsuite_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// recorder notes what fails.
type recorder struct {
	testing.TB // nil: whatever else is called panics
	errors     []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Errorf(f string, a ...any) { r.errors = append(r.errors, fmt.Sprintf(f, a...)) }

// TestSameLong has a response with its CRC and both values of the end bit, with a wrong CRC and with another content.
func TestSameLong(t *testing.T) {
	var want, got [16]byte
	want[0], got[0] = 0x03, 0x03
	crc := sd.CRC7(got[:15])
	for _, tc := range []struct {
		name  string
		first byte
		last  byte
		end   byte
		fails int
	}{
		{"the end bit is shown", 0x03, crc<<1 | 1, 1, 0},
		{"the end bit is 0", 0x03, crc << 1, 0, 0},
		{"another end bit", 0x03, crc << 1, 1, 1},
		{"another CRC", 0x03, crc<<1 ^ 0x10, 0, 1},
		{"another content", 0x02, crc << 1, 0, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rec := &recorder{}
			got[0], got[15] = tc.first, tc.last
			cardsuite.SameLong(rec, sd.SendCID(1), got, want, tc.end)
			if diff := cmp.Diff(tc.fails, len(rec.errors)); diff != "" {
				t.Errorf("failures %q (-want +got):\n%s", rec.errors, diff)
			}
		})
	}
}
