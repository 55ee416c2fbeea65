package i2csuite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Migrates writes values to consecutive registers and calls migrate when a part of them is
// read. The rest is read after it from where the pointer was, and then all once more. The
// byte first selects the first register, with auto-increment. It finds a chip that loses a
// register or its pointer on the way.
func Migrates(t testing.TB, d *i2c.Device, first uint8, values []byte, migrate func() error) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	part := len(values) / 3
	got := make([]byte, len(values))
	must(d.Write(ctx, first, values...))
	must(d.Read(ctx, first, got[:part]))

	must(migrate())

	must(d.Receive(ctx, got[part:]))
	if diff := cmp.Diff(values, got); diff != "" {
		t.Errorf("registers, read on after the migration (-want +got):\n%s", diff)
	}
	must(d.Read(ctx, first, got))
	if diff := cmp.Diff(values, got); diff != "" {
		t.Errorf("registers after the migration (-want +got):\n%s", diff)
	}
}
