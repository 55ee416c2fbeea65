package biostables

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// Register adds the tests, a command line each. Their names are those of the cases of QEMU's own
// program, which compares the tables with stored ones.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	for _, r := range rows() {
		graph.Test(g, "bios-tables-tests/"+r.name, r.from, func(t *run.T, s *tableloader.Source) {
			if r.before != nil {
				r.before(t, s)
			}
			check(t, s, r.further)
		}, append(r.more, known, graph.After(r.options...))...)
	}
	graph.Test(g, "bios-tables-tests/smbios-options", tableloader.NUMAInterface, smbiosTest, graph.After(smbiosOptions()...))
	graph.Test(g, "bios-tables-tests/smbios-board", tableloader.Q35, boardPartsTest, graph.Known(boardDeviations()...),
		graph.Since("9.0", "all fields of SMBIOS that have options"), graph.After(boardPartOptions()...))
}
