package q35

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// Register adds the root bus of the host bridge, with the path's root port and a
// second one for hot plug.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 3} // not used by the chipset, and not a multiple of four
	second := pci.Address{Device: 6}
	graph.Contains(g, q35.HostDriver, q35.BusDriver,
		func(ctx context.Context, h *q35.Host) (*pci.Bus, error) {
			root := pci.NewBus(h.Machine(), h, second, pci.WithSetup(h.Setup))
			c, err := rootport.NewComplex(ctx, root)
			if err != nil {
				return nil, err
			}
			return pci.NewBus(h.Machine(), c, slot,
				pci.WithKind(pci.RootComplex), pci.WithSetup(c.Setup), pci.WithHotplug(c)), nil
		},
		graph.After(rootport.Option(q35.BusID, second)))
	graph.ProducesItself(g, q35.BusDriver, rootport.RootInterface,
		graph.Plug(graph.P("bus", q35.BusID), graph.P("addr", slot.Slot())),
		graph.Provides(pci.Hotplug),
	)
	graph.Contains(g, q35.HostDriver, q35.ISADriver, q35.NewISA)
	graph.ProducesItself(g, q35.ISADriver, isa.Interface, isa.Plug(), graph.Provides(isa.Speaker, isa.KeyboardController, isa.SystemControlPort, isa.DMA, isa.EventTimers))
	graph.Contains(g, q35.ISADriver, mc146818rtc.Driver, mc146818rtc.New)
}
