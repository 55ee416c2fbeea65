package fdc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/storage/fdc"
)

// Register adds the tests of the controller. The names of most are those of QEMU's own tests.
func Register(g *graph.Graph) {
	options := func(more ...graph.TestOption) []graph.TestOption {
		return append(more, graph.Requires(isa.FloppyController), graph.Known(deviations()...))
	}
	for name, test := range map[string]func(*run.T, *disk){
		"commands": commands, "sense_interrupt": senseInterrupt, "relative_seek": relativeSeek,
		"read_id": readID, "verify": verify, "dma": dma, "format": format,
		"read_without_media": readWithoutMedia, "media_change": mediaChange, "media_insert": mediaInsert,
		"read_no_dma_1": readFIFO(1), "fuzz-registers": fuzz,
	} {
		graph.Test(g, "fdc-tests/"+name, fdc.Driver, onDisk(test), options()...)
	}
	// An exchange for each of thousands of bytes.
	slow := graph.SlowBeside("x86_64/pc")
	graph.Test(g, "fdc-tests/read_no_dma_18", fdc.Driver, onDisk(readFIFO(fdc.Sectors)), options(slow)...)
	graph.Test(g, "fdc-tests/read_no_dma_19", fdc.Driver, onDisk(readFIFO(fdc.Sectors+1)), options(slow)...)
}

// onDisk is a test of the controller that is given the disk as well.
func onDisk(test func(*run.T, *disk)) func(*run.T, *fdc.Controller) {
	return func(t *run.T, c *fdc.Controller) { test(t, begin(t, c)) }
}
