package at24c

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/at24c"
)

// migrate moves the machine when a part of a page is read. It finds an EEPROM that loses its bytes or
// its address on the way.
func migrate(t *run.T, e *at24c.EEPROM, second run.Instance[*at24c.EEPROM]) {
	p := pattern(e.Page, 0x99)
	t.Must(e.Write(t.Context(), e.Page, p...))
	expect(t, e, "before the migration", e.Page, p[:3]...)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	got := make([]byte, 3)
	t.Step("address", func() {
		t.Must(e.Next(t.Context(), got))
		if !bytes.Equal(got, p[3:6]) {
			t.Errorf("the next bytes = % x, want % x", got, p[3:6])
		}
	})
	t.Step("bytes", func() { expect(t, e, "after the migration", e.Page, p...) })
}
