package pca954x

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/pca954x"
)

// migrate moves the machine while two channels are connected. It finds a switch that loses them on
// the way, or the devices behind it.
func migrate(t *run.T, s *pca954x.Switch, second run.Instance[*pca954x.Switch]) {
	t.Must(s.Select(t.Context(), 0x06))
	expect(t, s, 0x06)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	expect(t, s, 0x06)
	t.Must(s.Select(t.Context(), 0x09))
	expect(t, s, 0x09)
}
