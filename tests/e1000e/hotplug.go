package e1000e

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/e1000e"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
	"github.com/qgraph/qgraph/libqos/pci"
)

// hotplug plugs a second controller in and out beside the path's.
func hotplug(t *run.T, nic *e1000e.Device) {
	s := nictest.Setup{Transmit: e1000e.ExtendedTX{}, Receive: e1000e.ExtendedRX{}, Descriptors: 8}
	nictest.ComeAndGo(t, nic.PCI, nictest.Attach(t), func(dev *pci.Device, peer *ethernet.Peer, use func(nictest.Port)) {
		device, err := e1000e.Open(t.Context(), dev)
		t.Must(err)
		with(t, device, peer, s, use)
	})
}
