package genericsuite

import (
	"context"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/qtest"
)

// fault is an access to registers that QEMU does not survive, or does not answer.
type fault struct {
	regions  []string // QEMU's names of them
	owner    string   // the QOM path of what they belong to, where other regions have these names; "" for any
	from, to uint64   // offsets in bytes, both included
	kind     kinds
	first    []word          // written before the accesses, so that they do harm in any state
	known    graph.Deviation // with the first region as its Part
	seldom   bool            // QEMU may survive it: it is left out, and no step shows it
}

// word is a value of 32 bits in memory.
type word struct{ addr, value uint64 }

// kinds are kinds of access.
type kinds uint8

const (
	reads kinds = 1 << iota
	writes
)

// has reports whether an access to so many bytes is one of those of the fault.
func (f *fault) has(r memmap.Range, offset, size uint64, write bool) bool {
	kind := reads
	if write {
		kind = writes
	}
	return f.kind&kind != 0 && f.in(r) && offset <= f.to && f.from-min(f.from, size-1) <= offset
}

// in reports whether a range is of one of the regions.
func (f *fault) in(r memmap.Range) bool {
	return slices.Contains(f.regions, r.Region) && (f.owner == "" || f.owner == r.Owner.Path)
}

// accessed reports whether an access of a sweep is one of those of the fault.
func (f *fault) accessed(a sweep.Access) bool {
	return f.has(a.Range, a.Offset(), max(uint64(a.Size), uint64(a.Width)), a.Write)
}

// faulty returns a function that reports whether an access is one of any fault.
func faulty() func(sweep.Access) bool {
	all := faults()
	return func(a sweep.Access) bool {
		return slices.ContainsFunc(all, func(f fault) bool { return f.accessed(a) })
	}
}

// faultyWord returns a function that reports whether a read of a word of a range is one of
// any fault.
func faultyWord() func(memmap.Range, uint64) bool {
	all := faults()
	return func(r memmap.Range, offset uint64) bool {
		return slices.ContainsFunc(all, func(f fault) bool { return f.has(r, offset, 4, false) })
	}
}

// Deviations are those of the suite's checks, for each test that uses them.
func Deviations() []graph.Deviation {
	var list []graph.Deviation
	for _, f := range faults() {
		if f.seldom {
			continue
		}
		f.known.In = []graph.Place{{Step: f.known.Name}}
		f.known.Part = f.regions[0]
		list = append(list, f.known)
	}
	for _, r := range refusals() {
		r.known.In = []graph.Place{{Step: r.known.Name}}
		list = append(list, r.known)
	}
	for _, r := range allRemains() {
		if r.kind != rightly {
			list = append(list, r.deviation())
		}
	}
	return list
}

// patience is the time that QEMU has to answer the accesses of a fault by which it hangs.
const patience = 5 * time.Second

// showFaults makes the accesses that the sweeps have left out, a step for each fault that
// the part of the machine has. QEMU ends in the first of them.
func showFaults(t *run.T, m *memmap.Map, o sweep.Options) {
	t.Helper()
	for _, f := range faults() {
		if !f.within(m, o) {
			continue
		}
		if f.seldom {
			t.Logf("not tried, as QEMU may survive it or not: %s: %s", f.known.Name, f.known.Does)
			continue
		}
		t.Step(f.known.Name, func() {
			if _, unsafe := unsafeReset(t); !unsafe {
				ResetMachine(t) // the sweeps have changed what an access does
			}
			ctx, cancel := context.WithCancel(t.Context())
			if f.known.Ends == graph.Hangs {
				ctx, cancel = context.WithTimeout(t.Context(), patience)
			}
			defer cancel()
			for _, w := range f.first {
				t.Must(t.QEMU().Write(ctx, qtest.Width32, w.addr, w.value))
			}
			o.Except = func(a sweep.Access) bool { return !f.accessed(a) }
			for _, all := range []access{sweep.Read, sweep.Write} {
				_, err := all(ctx, t.QEMU().Conn, m, o)
				t.Must(err)
			}
		})
	}
}

// within reports whether the part of the machine that is swept has one of the regions.
func (f *fault) within(m *memmap.Map, o sweep.Options) bool {
	views := []memmap.View{m.Memory()}
	if o.Ports {
		views = append(views, m.Ports())
	}
	for _, v := range views {
		for _, r := range v.Ranges {
			if f.in(r) && (o.Part == "" || r.Owner.Within(o.Part)) {
				return true
			}
		}
	}
	return false
}
