package emmc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/emmc"
)

// The user areas: addresses count sectors if the device has more than 2 GiB.
const (
	small = 64 << 20
	large = 4 << 30
)

// Register adds the tests. By default they run with two hosts.
func Register(g *graph.Graph) {
	for _, v := range []struct {
		name string
		size int64
	}{{"emmc-tests/bytes", small}, {"emmc-tests/sectors", large}} {
		graph.Test(g, v.name, emmc.Driver, func(t *run.T, p sd.Port) { device(t, p, v.size) },
			graph.Provide(block.Drive, block.File(v.size+2*emmc.BootSize)),
			graph.SlowBeside("x86_64/pc", "arm/versatilepb"), graph.Known(deviations()...))
	}
}
