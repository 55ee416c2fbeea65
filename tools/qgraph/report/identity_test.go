package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/qgraph/identity"
	"github.com/qgraph/qgraph/tools/qgraph/report"
)

// machineRecord returns a record of two devices with a status.
func machineRecord(status string) *identity.Record {
	r := identity.NewRecord("1.2.3")
	r.Fields["x86_64/pc-9.0/nic/pci/status"] = status
	r.Fields["x86_64/pc-9.0/disk/pci/status"] = status
	return r
}

func TestIdentityPage(t *testing.T) {
	old, changed := identity.Side{Name: "old", Record: machineRecord("<0x10>")}, identity.Side{Name: "new", Record: machineRecord("0x30")}
	changed.Record.Fields["x86_64/pc-9.0/more/pci/status"] = "0x10"
	for _, tc := range []struct {
		name  string
		sides []identity.Side
		want  []string
	}{
		{"alike", []identity.Side{old, old}, []string{"<h1>qgraph: the machines look alike</h1>"}},
		{"different", []identity.Side{old, old, changed}, []string{
			"<h1>qgraph: 2 fields differ</h1>", "<dt>C</dt><dd>new</dd>", "AB  &lt;0x10&gt;\nC   0x30\n",
			"<b>pci/status</b> of 2 machines and devices", "<li>x86_64/pc-9.0/disk</li><li>x86_64/pc-9.0/nic</li>",
			"<li>A: it is not in the record (x86_64/pc-9.0/more)</li>",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.WriteIdentity(&b, identity.Compare(tc.sides, nil)); err != nil {
				t.Fatal(err)
			}
			for _, want := range tc.want {
				if !strings.Contains(b.String(), want) {
					t.Errorf("no %s in the page", want)
				}
			}
			for _, none := range []string{"http:", "https:", "src=", "<script", "url("} {
				if strings.Contains(b.String(), none) {
					t.Errorf("%q is in the page", none)
				}
			}
		})
	}
}
