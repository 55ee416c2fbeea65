package pm_test

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/board/pm"
)

func TestStrings(t *testing.T) {
	for _, tc := range []struct {
		got  fmt.Stringer
		want string
	}{
		{^pm.Event(0), "TMROF|BM|GBL|PWRBTN|RTC|WAK|0x7ace"},
		{^pm.Command(0), "SCI_EN|BM_RLD|GBL_RLS|SLP_EN|0xdff8"},
		{^pm.SMI(0), "GBL_SMI|BIOS|SLP_SMI|APM|SWSMI_TMR|BIOS_RLS|TCO|PERIODIC|0xffff9f0a"},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("String() = %q, want %q", got, tc.want)
		}
	}
}
