package riscviommu

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/riscviommu"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// migrate checks that QEMU refuses to migrate a machine with the IOMMU. Afterwards the
// IOMMU works.
func migrate(t *run.T, d *riscviommu.Device) {
	t.Step("refused", func() { migratesuite.Refused(t, "/riscv-iommu") })
	initQueues(t, d)
}
