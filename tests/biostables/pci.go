package biostables

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// pciDevices checks that each device of the root bus is in the namespace, by its _ADR (section
// 6.1.1 "_ADR (Address)"). Further functions need not be there.
func pciDevices(t *run.T, m *machine) {
	t.Step("PCI devices", func() {
		known := map[uint64]bool{}
		for _, root := range m.space.Devices("PNP0A03", "PNP0A08") {
			for _, c := range root.Children {
				if address, ok := c.Int("_ADR"); ok && c.Term.Op == aml.Device {
					known[address] = true
				}
			}
		}
		for _, d := range pciBuses(t, m)[0].Devices {
			if address := d.Slot << 16; d.Function == 0 && !known[address] {
				t.Errorf("no device below the host bridge has the _ADR %#x", address)
			}
		}
	})
}

// pciBus is a root bus in query-pci.
type pciBus struct {
	Devices []struct {
		Slot     uint64 `json:"slot"`
		Function uint64 `json:"function"`
	} `json:"devices"`
}

// pciBuses returns the root buses.
func pciBuses(t *run.T, m *machine) []pciBus {
	t.Helper()
	buses, err := qmp.Execute[[]pciBus](t.Context(), m.Monitor, "query-pci", qmp.NoArgs{})
	t.Must(err)
	return buses
}
