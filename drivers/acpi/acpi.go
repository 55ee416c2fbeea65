package acpi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// Register adds the tables, which a machine contains.
func Register(g *graph.Graph) {
	pc, q35, arm, loong := tableloader.PC, tableloader.Q35, tableloader.ARM, tableloader.Loong
	for _, d := range sources(pc, q35, arm, tableloader.MicroVM) {
		graph.ProducesItself(g, d, tableloader.Interface, graph.Provides(tableloader.OEM))
	}
	for _, i := range []struct {
		of   graph.Interface[*tableloader.Source]
		from []graph.Driver[*tableloader.Source]
	}{
		{tableloader.Interface, sources(tableloader.RISCV, loong)},
		{tableloader.NUMAInterface, sources(pc, q35, arm, tableloader.RISCV, loong)},
		{tableloader.SlotsInterface, sources(pc, q35, loong)},
		{tableloader.NVDIMMInterface, sources(pc, q35)},
		{tableloader.PCInterface, sources(pc, q35)},
	} {
		for _, d := range i.from {
			graph.ProducesItself(g, d, i.of)
		}
	}
	// The machine with processors of 32 bits has the options, and no slots.
	graph.ProducesItself(g, arm, tableloader.SlotsInterface, graph.On("aarch64"))
	graph.ProducesItself(g, arm, tableloader.NVDIMMInterface, graph.On("aarch64"))
}

func sources(all ...graph.Driver[*tableloader.Source]) []graph.Driver[*tableloader.Source] {
	return all
}
