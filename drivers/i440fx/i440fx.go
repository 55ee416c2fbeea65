package i440fx

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// Register adds the PCI bus of the i440FX host bridge.
func Register(g *graph.Graph) {
	slot := pci.Address{Device: 4} // the first that no "pc" machine uses itself
	graph.Contains(g, i440fx.HostDriver, i440fx.BusDriver, func(_ context.Context, h *i440fx.Host) (*pci.Bus, error) {
		return pci.NewBus(h.Machine(), h, slot, pci.WithHotplug(h)), nil
	})
	graph.ProducesItself(g, i440fx.BusDriver, pci.BusInterface,
		pci.Plug(graph.Str(i440fx.BusID), slot),
		graph.Provides(pci.Hotplug, pci.MessageSignalled, pci.IOMMURoot, i440fx.ACPIHotplug),
	)
	graph.Contains(g, i440fx.HostDriver, i440fx.ISADriver, i440fx.NewISA)
	graph.ProducesItself(g, i440fx.ISADriver, isa.Interface, isa.Plug(), graph.Provides(isa.Speaker, isa.KeyboardController, isa.SystemControlPort, isa.DMA, isa.FloppyController, isa.EventTimers))
	graph.Contains(g, i440fx.ISADriver, mc146818rtc.Driver, mc146818rtc.New)
}
