package fwcfg

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// migrate checks that a read of an item goes on after a move.
func migrate(t *run.T, d *fwcfg.Device, second run.Instance[*fwcfg.Device]) {
	begins(t, d, "before the move", fwcfg.Signature, []byte(signature[:2]))
	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))
	next(t, d, "after the move", []byte(signature[2:]))
	begins(t, d, "the item again", fwcfg.Signature, []byte(signature))
}
