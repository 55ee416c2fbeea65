package ioapic

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/ioapic"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "ioapic-tests/registers", ioapic.Driver, registers, known)
	graph.Test(g, "ioapic-tests/edge", ioapic.Driver, edge, known)
	graph.Test(g, "ioapic-tests/level", ioapic.Driver, level, known)
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ioapic-no-destination", graph.Deviation{
			In:     []graph.Place{{Test: "ioapic-tests/level", Step: "no such processor"}},
			Does:   "Remote IRR is set for a destination that no processor has.",
			Says:   "Remote IRR is set when a local APIC accepts the interrupt.",
			Clause: graph.NewClause(`Intel 82093AA, 290566-001, section 3.2.4 "IOREDTBL[23:0]—I/O Redirection Table Registers", Remote IRR`),
		}),
	}
}

// rig is a controller with its test.
type rig struct {
	*run.T
	*ioapic.Controller
}

// route writes an input's entry.
func (r rig) route(input int, e ioapic.Entry) {
	r.Helper()
	r.Must(r.Route(r.Context(), input, e))
}

// drive asserts or negates an input.
func (r rig) drive(input int, asserted bool) {
	r.Helper()
	r.Must(r.Drive(r.Context(), input, asserted))
}

// is checks the low half of an input's entry.
func (r rig) is(what string, input int, want ioapic.Entry) {
	r.Helper()
	got, err := r.Entry(r.Context(), input)
	r.Must(err)
	if got != want {
		r.Errorf("entry of input %d %s = %v, want %v", input, what, got, want)
	}
}

// accepted checks the vectors that wait in the local APIC, which nobody takes from there.
func (r rig) accepted(what string, want ...uint8) {
	r.Helper()
	got, err := r.Accepted(r.Context())
	r.Must(err)
	if !slices.Equal(got, want) {
		r.Errorf("vectors in the local APIC %s: %v, want %v", what, got, want)
	}
}
