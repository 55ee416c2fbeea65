package igb

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// hotplug plugs in and unplugs a second controller.
func hotplug(t *run.T, nic *igb.Device) {
	s := nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: 8}
	nicsuite.ComeAndGo(t, nic.PCI, nicsuite.Attach(t), func(dev *pci.Device, peer *ethernet.Peer, use func(nicsuite.Port)) {
		device, err := igb.Open(t.Context(), dev)
		t.Must(err)
		with(t, device, peer, s, use)
	})
}
