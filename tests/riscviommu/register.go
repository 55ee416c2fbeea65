package riscviommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "riscv-iommu-pci-tests/pci_config", riscviommu.Driver, pciConfig)
	graph.Test(g, "riscv-iommu-pci-tests/reg_reset", riscviommu.Driver, resetValues)
	graph.Test(g, "riscv-iommu-pci-tests/iommu_init_queues", riscviommu.Driver, initQueues)
	graph.Test(g, "riscv-iommu-pci-tests/migrate", riscviommu.Driver, migrate)
}
