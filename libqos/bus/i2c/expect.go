package i2c

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// ExpectT reads a register and fails the test if it does not hold want. What
// says which one it is, and when.
func ExpectT[V reg.Word](t testing.TB, d *Device, what string, r reg.Reg[V], want V) {
	t.Helper()
	if got := r.ReadT(t, d); got != want {
		t.Errorf("%s = %#x (%v), want %#x (%v)", what, uint64(got), got, uint64(want), want)
	}
}

// KeepsT writes a register and fails the test if it does not read back.
func KeepsT[V reg.Word](t testing.TB, d *Device, what string, r reg.Reg[V], v V) {
	t.Helper()
	r.WriteT(t, d, v)
	ExpectT(t, d, what+" after it was written", r, v)
}

// IgnoresT writes a register and fails the test if that changes it.
func IgnoresT[V reg.Word](t testing.TB, d *Device, what string, r reg.Reg[V]) {
	t.Helper()
	before := r.ReadT(t, d)
	for _, v := range []V{^before, 0, ^V(0)} {
		r.WriteT(t, d, v)
		ExpectT(t, d, what+", which is read-only, after it was written", r, before)
	}
}
