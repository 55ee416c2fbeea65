package i2c

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// ExpectT reads a register and fails the test if its value is not want. What
// names the register and the moment.
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
	ExpectT(t, d, what+" after a write", r, v)
}

// IgnoresT writes a register and fails the test if the write changes it.
func IgnoresT[V reg.Word](t testing.TB, d *Device, what string, r reg.Reg[V]) {
	t.Helper()
	before := r.ReadT(t, d)
	for _, v := range []V{^before, 0, ^V(0)} {
		r.WriteT(t, d, v)
		ExpectT(t, d, what+" (read-only) after a write", r, before)
	}
}
