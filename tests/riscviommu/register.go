package riscviommu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "riscv-iommu-pci-tests/pci_config", riscviommu.Driver, pciConfig)
	graph.Test(g, "riscv-iommu-pci-tests/reg_reset", riscviommu.Driver, resetValues)
	graph.Test(g, "riscv-iommu-pci-tests/iommu_init_queues", riscviommu.Driver, initQueues)
}

// expect checks the value of a register.
func expect[V reg.Word](t *run.T, d *riscviommu.Device, when, name string, r reg.Reg[V], want V) {
	t.Helper()
	if got := r.ReadT(t, d.Regs); got != want {
		t.Errorf("%s %s = %#x, want %#x", name, when, uint64(got), uint64(want))
	}
}
