package ufs

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// migrate checks that QEMU refuses to migrate a machine with the controller, and says why,
// rather than to lose the controller's state. The refusal comes before QEMU uses the
// socket, which nobody listens on. Afterwards the controller works.
func migrate(t *run.T, d *ufs.Device) {
	t.Step("refused", func() {
		socket := filepath.Join(t.Env.Dir, "nobody.sock")
		_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "migrate", qmp.Args{"uri": "unix:" + socket})
		var refusal *qmp.Error
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Desc, "non-migratable device") || !strings.HasSuffix(refusal.Desc, "/ufs'") {
			t.Errorf("migrate: got %v, want that the ufs controller is a non-migratable device", err)
		}
	})
	withList(t, d, func(l *ufs.List) {
		initDevice(t, d, l)
	})
}
