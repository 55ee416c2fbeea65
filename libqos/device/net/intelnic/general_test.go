package intelnic_test

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// All ones: every name appears, and only fields and reserved bits are left over.
func TestString(t *testing.T) {
	for _, tc := range []struct {
		name string
		v    fmt.Stringer
		want string
	}{
		{"CTRL", ^intelnic.Ctrl(0), "FD|GIO_MASTER_DISABLE|ASDE|SLU|FRCSPD|FRCDPLX|ADVD3WUC|RST|RFCE|TFCE|VME|PHY_RST|0x23efe79a"},
		{"STATUS", ^intelnic.Status(0), "FD|LU|TXOFF|PHYRA|GIO_MASTER_ENABLE|0xfff7fbec"},
		{"RCTL", ^intelnic.ReceiveControl(0), "RXEN|SBP|UPE|MPE|LPE|BAM|VFE|CFIEN|CFI|DPF|PMCF|BSEX|SECRC|0xf9237fc1"},
		{"CTRL of nothing", intelnic.Ctrl(0), "0x0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.v.String(); got != tc.want {
				t.Errorf("String() = %q, want %q", got, tc.want)
			}
		})
	}
}
