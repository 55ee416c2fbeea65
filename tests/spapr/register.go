package spapr

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/spapr"
)

// The host bridge that the test adds, and the device behind it.
const (
	bridgeIndex = 30
	bridge      = "phb"
	device      = "testdev"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	second := graph.Option{Flag: "-device", Type: "spapr-pci-host-bridge", ID: bridge, Props: []graph.Prop{{Name: "index", Value: graph.Int(bridgeIndex)}}}
	graph.Test(g, "ppc64/pseries-tests/spapr-phb-test", spapr.Machine, secondBridge, graph.After(second,
		graph.Option{Flag: "-device", Type: "pci-testdev", ID: device, Props: []graph.Prop{
			graph.P("bus", bridge+".0"), graph.P("addr", slot().Slot()),
		}},
	))
	graph.Pair(g, "ppc64/pseries-tests/migrate", spapr.Machine, migrate, graph.After(second, usb()))
}
