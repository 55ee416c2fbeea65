package generic

import (
	"maps"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/cpumodel"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Register adds all machines, and, also to machines in other packages, the slots and the firmware configuration devices of some.
func Register(g *graph.Graph) {
	graph.LeftOut(g, "it needs an accelerator of its own", "x86_64/nitro")
	board.Register(g, boards...)
	registerFirmware(g)
	graph.Contains(g, graph.NewMachine[*guest.Machine]("s390x/s390-ccw-virtio"), cpumodel.S390, cpumodel.Of)
	for _, name := range slices.Sorted(maps.Keys(slots)) {
		for _, s := range slots[name] {
			s.offer(g, graph.NewMachine[*guest.Machine](name))
		}
	}
}
