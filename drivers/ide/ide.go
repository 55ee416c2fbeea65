package ide

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/gt64120"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/piix"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// Register adds the controllers.
func Register(g *graph.Graph) {
	drives := ata.WithDrives()
	graph.Contains(g, i440fx.HostDriver, piix.IDE3Driver, newPIIX3, drives...)
	graph.Contains(g, gt64120.HostDriver, piix.IDE4Driver, newPIIX4, drives...)
	for _, d := range []graph.Driver[*ata.Adapter]{piix.IDE3Driver, piix.IDE4Driver} {
		graph.ProducesItself(g, d, ata.BusMaster)
		graph.ProducesItself(g, d, ata.Interface)
	}
	graph.Contains(g, isa.Interface, ata.ISADriver, ata.NewISA, append(drives, graph.Requires(isa.IDE))...)
	graph.ProducesItself(g, ata.ISADriver, ata.Interface)
}

func newPIIX3(ctx context.Context, h *i440fx.Host) (*ata.Adapter, error) {
	bus, err := i440fx.NewISA(ctx, h)
	if err != nil {
		return nil, err
	}
	return piix.NewIDE(ctx, bus, h, pci.Address{Device: 1, Function: 1})
}

func newPIIX4(ctx context.Context, h *gt64120.Host) (*ata.Adapter, error) {
	if err := h.Setup(ctx); err != nil {
		return nil, err
	}
	bus, err := gt64120.NewISA(ctx, h)
	if err != nil {
		return nil, err
	}
	return piix.NewIDE(ctx, bus, h, pci.Address{Device: 10, Function: 1})
}
