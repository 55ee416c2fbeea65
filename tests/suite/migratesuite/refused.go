package migratesuite

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Refused checks that QEMU refuses to migrate a machine with a device, and says why, rather
// than to lose the device's state. The name of that state in the stream ends with suffix.
// The refusal comes before QEMU uses the socket, which nobody listens on. The machine goes
// on.
func Refused(t *run.T, suffix string) {
	t.Helper()
	socket := filepath.Join(t.Env.Dir, "nobody.sock")
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "migrate", qmp.Args{"uri": "unix:" + socket})
	var refusal *qmp.Error
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Desc, "non-migratable device") || !strings.HasSuffix(refusal.Desc, suffix+"'") {
		t.Errorf("migrate: got %v, want the refusal of a non-migratable device with a name that ends with %q", err, suffix)
	}
}
