package gt64120

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/gt64120"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// Register adds the PCI bus of the host bridge.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 19} // the second of four card slots
	graph.Contains(g, gt64120.HostDriver, gt64120.BusDriver, func(_ context.Context, h *gt64120.Host) (*pci.Bus, error) {
		return pci.NewBus(h.Machine(), h, slot, pci.WithSetup(h.Setup), pci.WithoutMessages()), nil
	})
	graph.ProducesItself(g, gt64120.BusDriver, pci.BusInterface, pci.Plug(graph.Str(gt64120.BusID), slot))
	graph.Contains(g, gt64120.HostDriver, gt64120.ISADriver, gt64120.NewISA)
	graph.ProducesItself(g, gt64120.ISADriver, isa.Interface, isa.Plug(), graph.Provides(isa.KeyboardController, isa.DMA, isa.FloppyController))
	graph.Contains(g, gt64120.ISADriver, mc146818rtc.Driver, mc146818rtc.New)
}
