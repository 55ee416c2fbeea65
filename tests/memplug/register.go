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

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "device-plug-tests/pc-dimm", memhotplug.Driver, plug, graph.After(memoryOptions()...))
	graph.Test(g, "device-plug-tests/nvdimm", memhotplug.Driver, plugNVDIMM, graph.After(nvdimmOptions()...),
		graph.SlowBeside("x86_64/pc", "x86_64/q35"))
}

// memoryOptions has slots, and memory for a module.
func memoryOptions() []graph.Option {
	return []graph.Option{
		{Flag: "-m", Props: []graph.Prop{graph.P("size", "128M"), graph.P("slots", strconv.Itoa(slots)), graph.P("maxmem", "1G")}},
		{Flag: "-object", Type: "memory-backend-ram", ID: module, Props: []graph.Prop{graph.P("size", strconv.Itoa(moduleSize))}},
	}
}
