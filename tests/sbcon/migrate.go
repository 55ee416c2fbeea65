package sbcon

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
)

// migrate moves the machine in the middle of a byte that goes to the sensor. It finds an interface
// that loses the levels of the lines, the bits so far, or the device that is spoken to.
func migrate(t *run.T, c *sbcon.Controller, second run.Instance[*sbcon.Controller]) {
	const high, sent = 0xd5, 5
	t.Must(c.Start(t.Context()))
	send(t, c, byte(target)<<1)
	send(t, c, limit)
	bits(t, c, high, sent)
	t.Must(c.Pull(t.Context(), sda))

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	levels(t, c, "after the migration", 0)
	bits(t, c, high<<sent&0xff, 8-sent)
	clock(t, c, "the acknowledge", false)
	send(t, c, 0x70)
	t.Must(c.Stop(t.Context()))
	expectLimit(t, c, high, 0x70)
}
