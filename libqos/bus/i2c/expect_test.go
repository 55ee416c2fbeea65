package i2c_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
)

// recorder records failures.
type recorder struct {
	testing.TB // nil: calls of other methods panic
	ctx        context.Context
	errors     []string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// deaf is a device that accepts writes and ignores them.
type deaf struct{ i2cfake.Memory }

func (d *deaf) Write(b byte) bool {
	kept := d.Bytes
	defer func() { d.Bytes = kept }()
	return d.Memory.Write(b)
}

func TestExpectations(t *testing.T) {
	const r reg.Reg[uint8] = 1
	device := func(target i2cfake.Target) *i2c.Device {
		bus := &i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{addr: target}}}
		return i2c.NewDevice(bus, addr, binary.BigEndian)
	}
	for _, tc := range []struct {
		name   string
		target i2cfake.Target
		check  func(tb testing.TB, d *i2c.Device)
		want   []string
	}{
		{"expected", &deaf{}, func(tb testing.TB, d *i2c.Device) { i2c.ExpectT(tb, d, "it", r, 0) }, nil},
		{"something else", &deaf{}, func(tb testing.TB, d *i2c.Device) { i2c.ExpectT(tb, d, "it", r, 1) },
			[]string{"it = 0x0 (0), want 0x1 (1)"}},
		{"kept", &i2cfake.Memory{}, func(tb testing.TB, d *i2c.Device) { i2c.KeepsT(tb, d, "it", r, 5) }, nil},
		{"not kept", &deaf{}, func(tb testing.TB, d *i2c.Device) { i2c.KeepsT(tb, d, "it", r, 5) },
			[]string{"it after a write = 0x0 (0), want 0x5 (5)"}},
		{"read-only", &deaf{}, func(tb testing.TB, d *i2c.Device) { i2c.IgnoresT(tb, d, "it", r) }, nil},
		{"not read-only", &i2cfake.Memory{}, func(tb testing.TB, d *i2c.Device) { i2c.IgnoresT(tb, d, "it", r) },
			[]string{
				"it (read-only) after a write = 0xff (255), want 0x0 (0)",
				"it (read-only) after a write = 0xff (255), want 0x0 (0)",
			}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rec := &recorder{ctx: t.Context()}
			tc.check(rec, device(tc.target))
			if diff := cmp.Diff(tc.want, rec.errors); diff != "" {
				t.Errorf("failures mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
