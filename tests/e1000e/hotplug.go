package e1000e

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/e1000e"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
	"github.com/qgraph/qgraph/libqos/pci"
)

// hotplug plugs a second controller in and out beside the path's.
func hotplug(t *graph.T, nic *e1000e.Device) {
	s := setup{transmit: e1000e.ExtendedTX{}, receive: e1000e.ExtendedRX{}, descriptors: 8}
	nictest.ComeAndGo(t, nic.PCI, attach(t), func(dev *pci.Device, peer *ethernet.Peer, use func(nictest.Port)) {
		device, err := e1000e.Open(t.Context(), dev)
		t.Must(err)
		with(t, device, peer, s, use)
	})
}
