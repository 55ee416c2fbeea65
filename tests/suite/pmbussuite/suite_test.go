package pmbussuite_test

import (
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
	"github.com/qgraph/qgraph/tests/suite/pmbussuite"
)

// checks are the checks under test.
func checks() map[string]func(testing.TB, *pmbus.Device, *model) {
	return map[string]func(testing.TB, *pmbus.Device, *model){
		"defaults": func(t testing.TB, d *pmbus.Device, _ *model) { pmbussuite.Defaults(t, d) },
		"keeps":    func(t testing.TB, d *pmbus.Device, _ *model) { pmbussuite.Keeps(t, d) },
		"ignores":  func(t testing.TB, d *pmbus.Device, _ *model) { pmbussuite.Ignores(t, d) },
		"pages": func(t testing.TB, d *pmbus.Device, _ *model) {
			pmbussuite.Pages(t, d.With(d.Profile.Parts[:1]), pmbus.VoutOVWarnLimit)
		},
		"invalid page": func(t testing.TB, d *pmbus.Device, _ *model) { pmbussuite.InvalidPage(t, d, 3) },
		"sensors":      func(t testing.TB, d *pmbus.Device, m *model) { pmbussuite.Sensors(t, d, m) },
		"limits":       func(t testing.TB, d *pmbus.Device, m *model) { pmbussuite.Limits(t, d, m) },
		"off":          func(t testing.TB, d *pmbus.Device, m *model) { pmbussuite.Off(t, d, m) },
	}
}

func TestChecksPass(t *testing.T) {
	for name, check := range checks() {
		t.Run(name, func(t *testing.T) {
			if got := failures(t, none, check); got != "" {
				t.Errorf("a good device fails:\n%s", got)
			}
		})
	}
}

func TestChecksFail(t *testing.T) {
	for _, tc := range []struct {
		check string
		flaw  flaw
		want  string
	}{
		{"defaults", swappedBytes, "page 0: VOUT_OV_WARN_LIMIT after reset = 0xff0f, want 0xfff"},
		{"defaults", wrongReset, "page 1: VOUT_OV_WARN_LIMIT after reset = 0x1000, want 0xfff"},
		{"defaults", onePage, "page 2: OT_WARN_LIMIT after reset = 0x0, want 0x7fff"},
		{"defaults", blockCount, "the block of command 0x99 has 3 bytes, want 2"},
		{"keeps", onePage, "page 0: VOUT_OV_WARN_LIMIT = 0x57c1 after a write, want 0x429c"},
		{"keeps", forgetful, "page 1: VOUT_MODE = 0x40 after a write, want 0x9f"},
		{"keeps", shortBlock, "i2c: the block of command 0x9a has 5 bytes, want 6"},
		{"ignores", writable, "page 0: CAPABILITY (read-only) after a write of 0xdf = 0xdf, want 0x20"},
		{"ignores", writable, `MFR_ID = "x\xff"`},
		{"pages", onePage, "PAGE = 0x0 (0), want 0x1 (1)"},
		{"pages", noAllPages, "page 1: VOUT_OV_WARN_LIMIT = 0xfff after a write to all pages, want 0x1234"},
		{"invalid page", takesAnyPage, "PAGE = 3, an invalid page"},
		{"invalid page", noCML, "STATUS_CML after selection of page 3 = 0x0, want invalid data"},
		{"invalid page", noCML, "STATUS_WORD after selection of page 3 = 0x0, want CML"},
		{"invalid page", uncleared, "STATUS_CML after CLEAR_FAULTS = 0x40 (invalid data), want 0x0"},
		{"sensors", coefficient, "page 0: READ_VOUT with vout[0] at 60"},
		{"sensors", stuck, "page 1: READ_VOUT with vout[1] at 30"},
		{"sensors", swappedBytes, "page 2: READ_TEMPERATURE_1 with temperature[0] at 60"},
		{"limits", stuck, "page 0: READ_VOUT = 0x0 both with vout[0] at 30 and at 30."},
		{"limits", noAlarm, "VOUT_OV_WARN_LIMIT: STATUS_VOUT (VOUT_OV warning) is false beyond the limit, want true"},
		{"limits", noAlarm, "VOUT_UV_FAULT_LIMIT: STATUS_VOUT (VOUT_UV fault) is false beyond the limit, want true"},
		{"limits", early, "VOUT_OV_WARN_LIMIT: STATUS_VOUT (VOUT_OV warning) is true at the limit, want false"},
		{"limits", unlatched, "VOUT_OV_WARN_LIMIT: STATUS_VOUT (VOUT_OV warning) is false back at the limit, want true"},
		{"limits", uncleared, "VOUT_OV_WARN_LIMIT: STATUS_VOUT (VOUT_OV warning) is true after CLEAR_FAULTS, want false"},
		{"limits", noSummary, "VOUT_OV_WARN_LIMIT: STATUS_WORD = 0x0 beyond the limit, want VOUT in it"},
		{"off", alwaysOn, "READ_VOUT while OPERATION is off = 0x985 (2437), want 0x0 (0)"},
	} {
		t.Run(tc.check+": "+tc.want, func(t *testing.T) {
			if got := failures(t, tc.flaw, checks()[tc.check]); !strings.Contains(got, tc.want) {
				t.Errorf("failures do not contain %q; got:\n%s", tc.want, got)
			}
		})
	}
}
