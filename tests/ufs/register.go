package ufs

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// disk is the name of the drive of logical unit 1.
var disk = graph.NewHandle("disk")

// Sizes in bytes.
const (
	diskSize  = 2 << 20
	blockSize = 4096 // of every logical unit
)

// Register adds the tests. Logical unit 0 is the driver's; most tests also have unit 1.
func Register(g *graph.Graph) {
	units := []graph.TestOption{
		graph.Define(disk, block.File(diskSize)),
		graph.After(ufs.Unit(1, disk)),
	}
	list := slices.Concat(units, []graph.TestOption{graph.DeviceProps(graph.P("mcq", "off"), graph.P("nutrs", "32"), graph.P("nutmrs", "8"))})
	queues := func(n int64) []graph.TestOption {
		return slices.Concat(units, []graph.TestOption{graph.DeviceProps(graph.P("mcq", "on"), graph.Prop{Name: "mcq-maxq", Value: graph.Int(n)})})
	}

	graph.Test(g, "ufs-tests/reg-read", ufs.Driver, regRead, graph.Known(deviations()...))
	graph.Test(g, "ufs-tests/init", ufs.Driver, initialise, graph.Known(deviations()...))
	graph.Test(g, "ufs-tests/migrate", ufs.Driver, migrate)
	graph.Test(g, "ufs-tests/legacy-read-write", ufs.Driver, legacy, append(slices.Clip(list), graph.AskHighRAM(), graph.Known(deviations()...))...)
	graph.Test(g, "ufs-tests/mcq-read-write", ufs.Driver, queued, append(queues(manyQueues), graph.Known(deviations()...))...)
	graph.Test(g, "ufs-tests/mcq-cq-wraparound", ufs.Driver, wrapAround, queues(1)...)
	graph.Test(g, "ufs-tests/query-flag", ufs.Driver, flags, append(slices.Clip(list), graph.Known(deviations()...))...)
	graph.Test(g, "ufs-tests/query-attribute", ufs.Driver, attributes, list...)
	graph.Test(g, "ufs-tests/query-desciptor", ufs.Driver, descriptors, list...)
	graph.Test(g, "ufs-tests/acpi-eject", ufs.Driver, acpiEject, ejectOptions()...)
}
