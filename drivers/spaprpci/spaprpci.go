package spaprpci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Register adds the PCI bus of the host bridge.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 1}
	graph.Contains(g, spapr.HostDriver, spapr.BusDriver, func(_ context.Context, h *spapr.Host) (*pci.Bus, error) {
		return pci.NewBus(h.Machine().Machine, h, slot, pci.WithHotplug(h)), nil
	})
	graph.ProducesItself(g, spapr.BusDriver, pci.BusInterface,
		pci.Plug(graph.Str(spapr.BusID), slot),
		graph.Provides(pci.Hotplug, pci.MessageSignalled, pci.IOMMURoot),
	)
}
