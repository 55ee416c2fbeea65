package complaint_test

import (
	"testing"

	"github.com/qgraph/qgraph/tools/run/complaint"
)

// TestRealTime has what QEMU says only without the qtest accelerator, and a warning that
// looks like it.
func TestRealTime(t *testing.T) {
	log := complaint.NewLog(path(t), false)
	log.Reader("").Output([]byte("qemu-system-arm: warning: nic imx.fec.0 has no peer\n" +
		"qemu-system-x86_64: warning: netdev second0 has no peer\n" +
		"qemu-system-x86_64: warning: hub 0 is not connected to host network\n" +
		"qemu-system-arm: warning: missing SecureDigital device\n" +
		"qemu-system-x86_64: warning: 9p: degraded performance: a reasonable high msize should be chosen\n"))
	if errs := log.Undeclared(); len(errs) != 0 {
		t.Errorf("undeclared: %v, want none", errs)
	}
	log.Reader("").Output([]byte("qemu-system-arm: warning: nic imx.fec.0 has no peer and no clock\n"))
	if errs := log.Undeclared(); len(errs) != 1 {
		t.Errorf("undeclared: %v, want the last one", errs)
	}
}
