package pvpanic

import (
	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
)

// baseAddress sizes the BAR of the device on PCI.
func baseAddress(t *run.T, d *pvpanic.Device) {
	want := pvpanic.PCIModel(t.Env.Version()).BARs
	got, err := d.PCI.BARs(t.Context())
	t.Must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("BARs (-want +got):\n%s", diff)
	}
}
