package cfi

import (
	"time"

	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
)

// window is the time in which a further sector can be selected for an erase.
const window = 50 * time.Microsecond

// status reads a word twice, and returns the first one and the bits by which they differ.
func (a amd) status(addr uint64) (first, toggled uint64) {
	a.t.Helper()
	first = a.get(addr)
	return first, first ^ a.get(addr)
}

// busy checks the status of a sector, which has these bits of DQ7, DQ5 and DQ3, and where these of DQ6 and DQ2 toggle.
func (a amd) busy(when string, addr uint64, want, toggle uint16) {
	a.t.Helper()
	first, toggled := a.status(addr)
	if got := first & a.Each(cfi.DQ7|cfi.DQ5|cfi.DQ3); got != a.Each(want) {
		a.t.Errorf("%s: DQ7, DQ5 and DQ3 are %#x, want %#x", when, got, a.Each(want))
	}
	if got := toggled & a.Each(cfi.DQ6|cfi.DQ2); got != a.Each(toggle) {
		a.t.Errorf("%s: two reads differ in DQ6 and DQ2 by %#x, want %#x", when, got, a.Each(toggle))
	}
}

// sectorErase erases three sectors with one command, and checks the status on the way.
func (a amd) sectorErase() {
	t, ctx := a.t, a.t.Context()
	pass := func(d time.Duration) { t.Must(a.Machine.Pass(ctx, d)) }
	first, second, third, late := a.Block(blockErase), a.Block(blockErase+1), a.Block(blockErase+2), a.Block(blockErase+3)
	t.Must(a.f.EraseSectors(ctx, first, second))
	a.busy("in the window", first, 0, cfi.DQ6|cfi.DQ2)
	pass(window - 10*time.Microsecond)
	a.busy("late in the window", first, 0, cfi.DQ6|cfi.DQ2)
	t.Must(a.Command(ctx, third, cfi.SectorErase))
	pass(window - 10*time.Microsecond)
	a.busy("late in the window after a further sector", third, 0, cfi.DQ6|cfi.DQ2)
	pass(20 * time.Microsecond)
	a.busy("after the window", first, cfi.DQ3, cfi.DQ6|cfi.DQ2)
	t.Step("DQ2 of another sector", func() { a.busy("a sector that is not erased", late, cfi.DQ3, cfi.DQ6) })
	t.Must(a.Command(ctx, late, cfi.SectorErase))
	t.Must(a.f.Reset(ctx))
	t.Must(a.f.Program(ctx, late+1, 0))
	a.busy("after commands that are ignored", first, cfi.DQ3, cfi.DQ6|cfi.DQ2)
	t.Must(a.f.Done(ctx, first))
	for n := range 3 {
		a.erased("after the erase", blockErase+n)
	}
	a.reads("the sector before", first-1, 0)
	a.reads("a sector that was selected after the window", late, 0, 0)
}

// suspend reads and programs other sectors while an erase waits.
func (a amd) suspend() {
	t, ctx := a.t, a.t.Context()
	erased, other := a.Block(blockSuspend), a.Block(blockSuspend+1)
	a.erase(blockSuspend + 1)
	t.Must(a.f.EraseSectors(ctx, erased))
	t.Must(a.Machine.Pass(ctx, 2*window))
	t.Must(a.Command(ctx, erased, cfi.EraseSuspend))
	const suspends = 20 * time.Microsecond // at most
	t.Must(a.Machine.Pass(ctx, suspends))
	if _, toggled := a.status(erased); toggled&a.Each(cfi.DQ6|cfi.DQ2) != a.Each(cfi.DQ2) {
		t.Errorf("suspended: two reads differ by %#x, want DQ2 to toggle and DQ6 not", toggled)
	}
	t.Step("DQ7 of a suspended sector", func() {
		if v := a.get(erased); v&a.Each(cfi.DQ7) != a.Each(cfi.DQ7) {
			t.Errorf("the status of a suspended sector is %#x, want DQ7 set", v)
		}
	})
	a.reads("another sector, suspended", other, a.Ones(), a.Ones())
	a.programs(other, a.word(other))
	a.reads("programmed, suspended", other, a.word(other), a.Ones())
	t.Must(a.f.Unlocked(ctx, cfi.Autoselect))
	a.reads("manufacturer, suspended", other, a.Each(a.ID[0]))
	t.Must(a.f.Reset(ctx))
	a.reads("after a reset, suspended", other, a.word(other))
	const long = 5 * time.Millisecond
	t.Must(a.Machine.Pass(ctx, long))
	if _, toggled := a.status(erased); toggled&a.Each(cfi.DQ6|cfi.DQ2) != a.Each(cfi.DQ2) {
		t.Errorf("suspended for long: two reads differ by %#x, want DQ2 to toggle and DQ6 not", toggled)
	}
	t.Must(a.Command(ctx, erased, cfi.EraseResume))
	a.busy("resumed", erased, cfi.DQ3, cfi.DQ6|cfi.DQ2)
	t.Must(a.f.Done(ctx, erased))
	a.erased("after the erase", blockSuspend)
	a.array("programmed before", other, a.word(other), a.Ones())
}
