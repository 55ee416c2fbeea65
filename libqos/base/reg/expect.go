package reg

import "testing"

// ExpectT reads a register and fails the test if its value is not want. What
// names the register and the moment.
func ExpectT[V Word](t testing.TB, s Space, what string, r Reg[V], want V) {
	t.Helper()
	ExpectBitsT(t, s, what, r, ^V(0), want)
}

// ExpectBitsT is [ExpectT] for the bits of mask; the others may hold anything.
func ExpectBitsT[V Word](t testing.TB, s Space, what string, r Reg[V], mask, want V) {
	t.Helper()
	if got := r.ReadT(t, s) & mask; got != want {
		t.Errorf("%s = %#x (%v), want %#x (%v)", what, uint64(got), got, uint64(want), want)
	}
}

// KeepsT writes a register and fails the test if it does not read back.
func KeepsT[V Word](t testing.TB, s Space, what string, r Reg[V], v V) {
	t.Helper()
	r.WriteT(t, s, v)
	ExpectT(t, s, what+" after a write", r, v)
}

// KeepsBitsT is [KeepsT] for each of the bits alone, for all of them and for none. The register's
// other bits are written as 0, and read so.
func KeepsBitsT[V Word](t testing.TB, s Space, what string, r Reg[V], bits V) {
	t.Helper()
	for bit := V(1); bit != 0; bit <<= 1 {
		if bits&bit != 0 {
			KeepsT(t, s, what, r, bit)
		}
	}
	KeepsT(t, s, what, r, bits)
	KeepsT(t, s, what, r, 0)
}

// IgnoresT writes a register and fails the test if the write changes it.
func IgnoresT[V Word](t testing.TB, s Space, what string, r Reg[V]) {
	t.Helper()
	before := r.ReadT(t, s)
	for _, v := range []V{^before, 0, ^V(0)} {
		r.WriteT(t, s, v)
		ExpectT(t, s, what+" (read-only) after a write", r, before)
	}
}

// HoldsT reads a register, and returns a function that fails the test unless the register
// then has the same value. Its argument says when that is.
func HoldsT[V Word](t testing.TB, s Space, what string, r Reg[V]) func(t testing.TB, when string) {
	t.Helper()
	want := r.ReadT(t, s)
	return func(t testing.TB, when string) {
		t.Helper()
		ExpectT(t, s, what+" "+when, r, want)
	}
}
