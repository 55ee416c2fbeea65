package ufs

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// migrate checks that QEMU refuses to migrate a machine with the controller. Afterwards
// the controller works.
func migrate(t *run.T, d *ufs.Device) {
	t.Step("refused", func() { migratesuite.Refused(t, "/ufs") })
	withList(t, d, func(l *ufs.List) {
		initDevice(t, d, l)
	})
}
