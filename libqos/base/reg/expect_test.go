package reg_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// recorder notes what fails.
type recorder struct {
	testing.TB // nil: whatever else is called panics
	ctx        context.Context
	errors     []string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// memory is a Space that keeps one value, unless it is deaf.
type memory struct {
	value uint64
	deaf  bool
}

func (m *memory) Load(context.Context, qtest.Width, uint64) (uint64, error) { return m.value, nil }

func (m *memory) Store(_ context.Context, _ qtest.Width, _, value uint64) error {
	if !m.deaf {
		m.value = value
	}
	return nil
}

func TestExpectations(t *testing.T) {
	const (
		r reg.Reg[uint8]  = 1
		w reg.Reg[status] = 2
	)
	for _, tc := range []struct {
		name  string
		space *memory
		check func(tb testing.TB, s reg.Space)
		want  []string
	}{
		{"expected", &memory{value: 3}, func(tb testing.TB, s reg.Space) { reg.ExpectT(tb, s, "it", r, 3) }, nil},
		{"something else", &memory{}, func(tb testing.TB, s reg.Space) { reg.ExpectT(tb, s, "it", r, 1) },
			[]string{"it = 0x0 (0), want 0x1 (1)"}},
		{"named bits", &memory{value: 1}, func(tb testing.TB, s reg.Space) { reg.ExpectT(tb, s, "it", w, busy) },
			[]string{"it = 0x1 (READY), want 0x2 (BUSY)"}},
		{"other bits", &memory{value: 0xc003}, func(tb testing.TB, s reg.Space) { reg.ExpectBitsT(tb, s, "it", w, ready|busy, ready|busy) }, nil},
		{"bits of the mask", &memory{value: 0xc003}, func(tb testing.TB, s reg.Space) { reg.ExpectBitsT(tb, s, "it", w, busy|mode, busy) },
			[]string{"it = 0xc002 (BUSY|MODE), want 0x2 (BUSY)"}},
		{"kept", &memory{}, func(tb testing.TB, s reg.Space) { reg.KeepsT(tb, s, "it", r, 5) }, nil},
		{"not kept", &memory{deaf: true}, func(tb testing.TB, s reg.Space) { reg.KeepsT(tb, s, "it", r, 5) },
			[]string{"it after a write = 0x0 (0), want 0x5 (5)"}},
		{"bits kept", &memory{}, func(tb testing.TB, s reg.Space) { reg.KeepsBitsT(tb, s, "it", r, 0x81) }, nil},
		{"bits not kept", &memory{deaf: true}, func(tb testing.TB, s reg.Space) { reg.KeepsBitsT(tb, s, "it", r, 0x81) },
			[]string{
				"it after a write = 0x0 (0), want 0x1 (1)",
				"it after a write = 0x0 (0), want 0x80 (128)",
				"it after a write = 0x0 (0), want 0x81 (129)",
			}},
		{"read-only", &memory{deaf: true}, func(tb testing.TB, s reg.Space) { reg.IgnoresT(tb, s, "it", r) }, nil},
		{"not read-only", &memory{}, func(tb testing.TB, s reg.Space) { reg.IgnoresT(tb, s, "it", r) },
			[]string{
				"it (read-only) after a write = 0xff (255), want 0x0 (0)",
				"it (read-only) after a write = 0xff (255), want 0x0 (0)",
			}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rec := &recorder{ctx: t.Context()}
			tc.check(rec, tc.space)
			if diff := cmp.Diff(tc.want, rec.errors); diff != "" {
				t.Errorf("failures mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
