package bootorder

import (
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	once := boot(graph.P("order", "ca"), graph.P("once", "d"))
	graph.Test(g, "boot-order-tests/once", fwcfg.MemDriver, item, graph.Requires(fwcfg.BootDevice), graph.After(once))
	graph.Test(g, "boot-order-tests/pc", tableloader.PCInterface, cmos, graph.After(once))
	graph.Test(g, "boot-order-tests/bootindex", tableloader.PCInterface, bootIndex, graph.After(
		boot(graph.P("strict", "on")),
		disk("first"), device("first", 5, 7),
		disk("second"), device("second", 6, 2),
	))
}

func boot(props ...graph.Prop) graph.Option { return graph.Option{Flag: "-boot", Props: props} }

func disk(id string) graph.Option {
	return graph.Option{Flag: "-blockdev", Type: "null-co", ID: id, Props: []graph.Prop{graph.P("read-zeroes", "on")}}
}

func device(id string, slot, index int) graph.Option {
	return graph.Option{Flag: "-device", Type: "virtio-blk-pci", Props: []graph.Prop{
		graph.P("drive", id), graph.P("addr", strconv.Itoa(slot)), graph.P("bootindex", strconv.Itoa(index)),
	}}
}
