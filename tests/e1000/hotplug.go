package e1000

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// hotplug plugs in and unplugs a second controller.
func hotplug(t *run.T, nic *e1000.Device) {
	s := nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: intelnic.LegacyRX{}, Descriptors: 8}
	nicsuite.ComeAndGo(t, nic.PCI, nicsuite.Attach(t), func(dev *pci.Device, peer *ethernet.Peer, use func(nicsuite.Port)) {
		device, err := nic.Chip.Open(t.Context(), dev)
		t.Must(err)
		with(t, device, peer, s, use)
	})
}
