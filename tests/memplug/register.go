package memplug

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
)

// The module of the test and its slot, and the number of slots.
const (
	moduleSize = 64 << 20
	module     = "module"
	slot       = 1
	slots      = 2
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "device-plug-tests/pc-dimm", memhotplug.Driver, plug, graph.After(
		graph.Option{Flag: "-m", Props: []graph.Prop{graph.P("size", "128M"), graph.P("slots", strconv.Itoa(slots)), graph.P("maxmem", "1G")}},
		graph.Option{Flag: "-object", Type: "memory-backend-ram", ID: module, Props: []graph.Prop{graph.P("size", strconv.Itoa(moduleSize))}},
	))
}
