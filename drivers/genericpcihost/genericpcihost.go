package genericpcihost

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/ecam"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Register adds the root bus of the generic host bridge. QEMU supports hot plug
// only behind root ports, so Register adds one next to the path's device.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 1} // the first after the root complex itself
	port := pci.Address{Device: 2}
	graph.Contains(g, ecam.HostDriver, ecam.BusDriver,
		func(ctx context.Context, h *ecam.Host) (*pci.Bus, error) {
			c, err := rootport.NewComplex(ctx, pci.NewBus(h.Machine(), h, port))
			if err != nil {
				return nil, err
			}
			return pci.NewBus(h.Machine(), c, slot,
				pci.WithKind(pci.RootComplex), pci.WithSetup(c.Setup), pci.WithHotplug(c)), nil
		},
		graph.After(rootport.Option(ecam.BusID, port)))
	graph.ProducesItself(g, ecam.BusDriver, pci.BusInterface,
		pci.Plug(graph.Str(ecam.BusID), slot),
		graph.Provides(pci.Hotplug, pci.MessageSignalled, pci.IOMMURoot),
	)
}
