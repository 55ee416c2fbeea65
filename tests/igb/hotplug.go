package igb

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/igb"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
	"github.com/qgraph/qgraph/libqos/pci"
)

// hotplug plugs a second controller in and out beside the path's.
func hotplug(t *run.T, nic *igb.Device) {
	s := nictest.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: 8}
	nictest.ComeAndGo(t, nic.PCI, nictest.Attach(t), func(dev *pci.Device, peer *ethernet.Peer, use func(nictest.Port)) {
		device, err := igb.Open(t.Context(), dev)
		t.Must(err)
		with(t, device, peer, s, use)
	})
}
