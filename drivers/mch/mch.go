package mch

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/mch"
	"github.com/qgraph/qgraph/libqos/board/q35"
)

// Register adds the controllers, which are device 0 of the host bridges' buses.
func Register(g *graph.Graph) {
	graph.Contains(g, i440fx.HostDriver, mch.PMCDriver, func(_ context.Context, h *i440fx.Host) (*mch.Controller, error) {
		return mch.NewPMC(h.Machine()), nil
	})
	graph.Contains(g, q35.HostDriver, mch.Driver, func(_ context.Context, h *q35.Host) (*mch.Controller, error) {
		return mch.NewMCH(h.Machine()), nil
	})
}
