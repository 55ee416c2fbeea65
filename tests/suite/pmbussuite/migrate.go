package pmbussuite

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Migrates writes a value of its own to each register on each page, and calls migrate. It
// finds a device that loses the selected page, a register or a block on the way.
func Migrates(t *run.T, d *pmbus.Device, migrate func() error) {
	t.Helper()
	store(t, d, first)
	var last uint8
	for page := range d.Profile.Pages() {
		last = page
	}
	for _, b := range d.Profile.Blocks {
		if b.Room > 0 {
			must(t, d.WriteBlock(t.Context(), uint8(b.Code), []byte("kept")))
		}
	}
	must(t, d.Select(t.Context(), last))

	must(t, migrate())

	t.Step("page", func() {
		if got := pmbus.Page.ReadT(t, d); d.Profile.Paged() && got != last {
			t.Errorf("PAGE after the migration = %d, want %d", got, last)
		}
	})
	t.Step("registers", func() { stored(t, d, "after the migration", first) })
	t.Step("blocks", func() {
		for _, b := range d.Profile.Blocks {
			want := b.Default
			if b.Room > 0 {
				want = "kept"
			}
			block(t, d, b.Code, want)
		}
	})
}
