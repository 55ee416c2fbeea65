package mc146818rtc_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// TestEncode checks the examples of the data sheet (table "Time, Calendar, and Alarm
// Data Modes") and the limits of its ranges.
func TestEncode(t *testing.T) {
	for _, tc := range []struct {
		time   string
		format mc146818rtc.Format
		want   mc146818rtc.Calendar
	}{
		{"1979-02-15T05:58:21Z", mc146818rtc.Format{Binary: true}, mc146818rtc.Calendar{0x15, 0x3a, 0x05, 0x05, 0x0f, 0x02, 0x4f}},
		{"1979-02-15T05:58:21Z", mc146818rtc.Format{}, mc146818rtc.Calendar{0x21, 0x58, 0x05, 0x05, 0x15, 0x02, 0x79}},
		{"2028-02-29T00:00:00Z", mc146818rtc.Format{}, mc146818rtc.Calendar{0, 0, 0x12, 3, 0x29, 2, 0x28}},
		{"2028-02-29T12:00:00Z", mc146818rtc.Format{}, mc146818rtc.Calendar{0, 0, 0x92, 3, 0x29, 2, 0x28}},
		{"2028-02-29T23:00:00Z", mc146818rtc.Format{}, mc146818rtc.Calendar{0, 0, 0x91, 3, 0x29, 2, 0x28}},
		{"2028-02-29T23:00:00Z", mc146818rtc.Format{Binary: true}, mc146818rtc.Calendar{0, 0, 0x8b, 3, 29, 2, 28}},
		{"2099-12-26T23:59:59Z", mc146818rtc.Format{Hours24: true}, mc146818rtc.Calendar{0x59, 0x59, 0x23, 7, 0x26, 0x12, 0x99}},
		{"2099-12-26T00:59:59Z", mc146818rtc.Format{Hours24: true, Binary: true}, mc146818rtc.Calendar{59, 59, 0, 7, 26, 12, 99}},
	} {
		when, err := time.Parse(time.RFC3339, tc.time)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, tc.format.Encode(when)); diff != "" {
			t.Errorf("%v of %s (-want +got):\n%s", tc.format, tc.time, diff)
		}
	}
}

// TestPeriod checks a few rows of the data sheet's table.
func TestPeriod(t *testing.T) {
	for rs, want := range map[mc146818rtc.StatusA]time.Duration{
		0: 0, 1: 3906250, 2: 7812500, 3: 122070, 4: 244140, 8: 3906250, 9: 7812500, 15: 500 * time.Millisecond,
	} {
		if got := mc146818rtc.Period(rs); got != want {
			t.Errorf("Period(%d) = %v, want %v", rs, got, want)
		}
	}
}

func TestStrings(t *testing.T) {
	for want, got := range map[string]string{
		"UIP|DV=7|RS=15":                    (^mc146818rtc.StatusA(0)).String(),
		"DV=2|RS=6":                         mc146818rtc.StatusA(0x26).String(),
		"DSE|24/12|DM|SQWE|UIE|AIE|PIE|SET": (^mc146818rtc.ControlB(0)).String(),
		"UF|AF|PF|IRQF|0xf":                 (^mc146818rtc.FlagsC(0)).String(),
		"VRT|0x7f":                          (^mc146818rtc.StatusD(0)).String(),
		"dec-12h":                           mc146818rtc.Format{Binary: true}.String(),
		"bcd-24h":                           mc146818rtc.Format{Hours24: true}.String(),
	} {
		if got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}
