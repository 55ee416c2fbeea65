package genericsuite

import (
	"context"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/sweep"
)

// fault is an access to registers that QEMU does not survive, or does not answer.
type fault struct {
	regions  []string // QEMU's names of them
	from, to uint64   // offsets in bytes, both included
	kind     kinds
	known    graph.Deviation // with the first region as its Part
}

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
	return f.kind&kind != 0 && slices.Contains(f.regions, r.Region) && offset <= f.to && f.from-min(f.from, size-1) <= offset
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
		f.known.In = []graph.Place{{Step: f.known.Name}}
		f.known.Part = f.regions[0]
		list = append(list, f.known)
	}
	for _, r := range allRemains() {
		if !r.right {
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
		if !found(m, o, &f) {
			continue
		}
		t.Step(f.known.Name, func() {
			ResetMachine(t) // the sweeps have changed what an access does
			ctx, cancel := context.WithCancel(t.Context())
			if f.known.Ends == graph.Hangs {
				ctx, cancel = context.WithTimeout(t.Context(), patience)
			}
			defer cancel()
			o.Except = func(a sweep.Access) bool { return !f.accessed(a) }
			for _, all := range []access{sweep.Read, sweep.Write} {
				_, err := all(ctx, t.QEMU().Conn, m, o)
				t.Must(err)
			}
		})
	}
}

// found reports whether the part of the machine has the region of a fault.
func found(m *memmap.Map, o sweep.Options, f *fault) bool {
	views := []memmap.View{m.Memory()}
	if o.Ports {
		views = append(views, m.Ports())
	}
	for _, v := range views {
		for _, r := range v.Ranges {
			if slices.Contains(f.regions, r.Region) && (o.Part == "" || r.Owner.Within(o.Part)) {
				return true
			}
		}
	}
	return false
}
