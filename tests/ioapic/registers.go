package ioapic

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/interrupt/ioapic"
)

// registers checks the values after a reset, and that each register keeps what is written or
// ignores it.
func registers(t *run.T, c *ioapic.Controller) {
	r := rig{t, c}
	t.Step("after the start", func() { initial(r) })
	t.Step("select", func() {
		for bit := range 8 {
			reg.KeepsT(t, c.Regs, "IOREGSEL", ioapic.Select, 1<<bit)
		}
	})
	t.Step("version", func() {
		const most = (ioapic.Inputs - 1) << 16
		r.Must(c.Write(t.Context(), ioapic.Version, ^uint32(0)))
		v, err := c.Read(t.Context(), ioapic.Version)
		t.Must(err)
		if got := v & 0xff_0000; got != most {
			t.Errorf("IOAPICVER = %#x, want the number of the last entry in it, %#x", v, most)
		}
		if got := v & 0xff; got != 0x11 && got != 0x20 { // of the 82093AA, or with an EOI register
			t.Errorf("version in IOAPICVER = %#x, want 0x11 or 0x20", got)
		}
	})
	t.Step("identity", func() {
		for id := range uint32(16) {
			r.Must(c.Write(t.Context(), ioapic.Identity, id<<24))
			r.reads("IOAPICID", ioapic.Identity, id<<24)
			r.reads("IOAPICARB, which the ID is loaded into,", ioapic.Arbitration, id<<24)
		}
		r.Must(c.Write(t.Context(), ioapic.Arbitration, 0))
		r.reads("IOAPICARB after a write", ioapic.Arbitration, 0xf<<24)
	})
	t.Step("redirection table", func() { table(r) })
	t.Step("a reset", func() {
		t.Must(t.QEMU().SystemReset(t.Context()))
		initial(r)
	})
}

// reads checks a register behind the window.
func (r rig) reads(what string, number, want uint32) {
	r.Helper()
	got, err := r.Read(r.Context(), number)
	r.Must(err)
	if got != want {
		r.Errorf("%s = %#x, want %#x", what, got, want)
	}
}

// initial checks the values after a reset: all inputs are masked (section 3.2).
func initial(r rig) {
	r.Helper()
	r.reads("IOAPICID", ioapic.Identity, 0)
	r.reads("IOAPICARB", ioapic.Arbitration, 0)
	for n := range ioapic.Inputs {
		e, err := r.Entry(r.Context(), n)
		r.Must(err)
		if e&ioapic.Masked == 0 || e&(ioapic.RemoteIRR|ioapic.Pending) != 0 {
			r.Errorf("entry of input %d = %v, want it masked and idle", n, e)
		}
	}
}

// table writes each field of the entries. No input is asserted.
func table(r rig) {
	const destinations = 0xff00_0000
	written := func(n int) (low ioapic.Entry, high uint32) {
		low = ioapic.Masked | ioapic.Entry(0x10+7*n)
		for i, bit := range []ioapic.Entry{ioapic.Level, ioapic.ActiveLow, ioapic.Logical, 1 << 8, 1 << 10} {
			if (n>>i)&1 != 0 {
				low |= bit
			}
		}
		return low, uint32(0xa0+n) << 24
	}
	for n := range ioapic.Inputs {
		low, high := written(n)
		r.Must(r.Write(r.Context(), ioapic.EntryOf(n), uint32(low|ioapic.RemoteIRR|ioapic.Pending))) // both read-only
		r.Must(r.Write(r.Context(), ioapic.EntryOf(n)+1, high))
	}
	for n := range ioapic.Inputs {
		low, high := written(n)
		r.is("with all entries written", n, low)
		got, err := r.Read(r.Context(), ioapic.EntryOf(n)+1)
		r.Must(err)
		if got&destinations != high {
			r.Errorf("high half of the entry of input %d = %#x, want %#x", n, got, high)
		}
	}
}
