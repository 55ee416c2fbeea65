package genericsuite

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/introspect"
)

// Answered checks that QEMU has answered everything that it was asked, and that each
// refusal is a right one.
func Answered(t *run.T, report *introspect.Report, err error) {
	t.Helper()
	t.Must(err)
	t.Logf("asked %v", report)
	if report.Properties == 0 {
		t.Error("no property was read")
	}
	for _, refusal := range report.Unexpected() {
		t.Errorf("%v, want an answer", refusal)
	}
}
