package acpi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// Register adds the tables, which a machine contains.
func Register(g *graph.Graph) {
	pcs := []graph.Driver[*tableloader.Source]{tableloader.PC, tableloader.Q35}
	large := append(pcs[:len(pcs):len(pcs)], tableloader.ARM, tableloader.RISCV, tableloader.Loong)
	for _, d := range append(pcs[:len(pcs):len(pcs)], tableloader.ARM, tableloader.MicroVM) {
		graph.ProducesItself(g, d, tableloader.Interface, graph.Provides(tableloader.OEM))
	}
	graph.ProducesItself(g, tableloader.RISCV, tableloader.Interface)
	graph.ProducesItself(g, tableloader.Loong, tableloader.Interface)
	for _, d := range large {
		graph.ProducesItself(g, d, tableloader.NUMAInterface)
	}
	for _, d := range pcs {
		graph.ProducesItself(g, d, tableloader.PCInterface)
	}
}
