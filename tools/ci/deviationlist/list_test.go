package deviationlist_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/ci/deviationlist"
)

type environment struct{}

func (environment) CommandLine() *graph.CommandLine { return nil }

type tester struct{}

func (tester) Environment() graph.Environment { return environment{} }

// example returns a graph with a deviation of one driver on two machines, and one of two
// drivers on one of them.
func example() *graph.Graph {
	g := graph.New()
	bus := graph.NewInterface[int]("bus")
	card := graph.NewInterface[int]("card")
	for _, name := range []string{"arm/virt", "x86_64/pc"} {
		m := graph.NewMachine[int](name)
		graph.AddMachine(g, m, func(context.Context, environment) (int, error) { return 0, nil })
		graph.Contains(g, m, graph.NewDriver[int]("host-"+name[:3]), func(context.Context, int) (int, error) { return 0, nil })
		graph.ProducesItself(g, graph.NewDriver[int]("host-"+name[:3]), bus)
	}
	for _, name := range []string{"b-card", "a-card"} {
		d := graph.NewDriver[int](name)
		graph.Consumes(g, d, bus, func(context.Context, int) (int, error) { return 0, nil })
		graph.ProducesItself(g, d, card)
	}
	run := func(tester, int) {}
	whole := graph.Deviates("card-late", graph.Deviation{
		On: []string{"arm"}, Ends: graph.Hangs, Does: "It is late for <data>.", Says: "It is in time.", Report: "https://example.org/1",
		QEMU: []graph.VersionRange{{Since: "7.2", Until: "10.0"}, {Since: "10.1"}}, Clause: graph.NewClause("Manual, section 1_2"),
	})
	steps := graph.Deviates("a-card-early", graph.Deviation{
		In:   []graph.Place{{Test: "a-card-tests/tx", Step: "two"}, {Test: "a-card-tests/tx", Step: "one / deep"}, {Test: "a-card-tests/rx"}},
		Does: "It is early.", Says: "It is in time.", Clause: graph.NewClause("Manual, section 2"),
	})
	part := graph.Tabled("clock-stops", graph.Deviation{
		In: []graph.Place{{Step: "clock"}}, Part: "clock", Does: "It stops.", Says: "It goes on.", Clause: graph.NewClause("Manual, section 3"),
	})
	graph.Test(g, "card-tests/card", card, run, graph.Known(whole, part))
	graph.Test(g, "a-card-tests/tx", graph.NewDriver[int]("a-card"), run, graph.Known(steps))
	graph.Test(g, "a-card-tests/rx", graph.NewDriver[int]("a-card"), run, graph.Known(steps))
	return g
}

func TestPage(t *testing.T) {
	g := example()
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	got := deviationlist.Page(deviationlist.Of(g))
	const want = `
3 deviations.

## a-card

### a-card-early

- QEMU: It is early.
- Specification: It is in time. (Manual, section 2)
- Versions: all versions
- Shown by: ` + "`a-card-tests/rx`; `a-card-tests/tx`, in `one / deep`, `two`" + `
- Paths: 4
- Declared: [tools/ci/deviationlist/list_test.go](../tools/ci/deviationlist/list_test.go)

## a-card, b-card

### card-late

- QEMU: It is late for \<data>. QEMU hangs.
- Specification: It is in time. (Manual, section 1\_2)
- Versions: from 7.2, before 10.0; 10.1 and later
- On: arm
- Shown by: ` + "`card-tests/card`" + `
- Paths: 2
- Reported: <https://example.org/1>
- Declared: [tools/ci/deviationlist/list_test.go](../tools/ci/deviationlist/list_test.go)

## clock

### clock-stops

- QEMU: It stops.
- Specification: It goes on. (Manual, section 3)
- Versions: all versions
- Shown by: ` + "`card-tests/card`, in `clock`" + `
- Paths: those of 4 that find a clock
- Declared: [tools/ci/deviationlist/list_test.go](../tools/ci/deviationlist/list_test.go)
`
	if len(got) < len(want) {
		t.Fatalf("Page() = %q", got)
	}
	if diff := cmp.Diff(want, got[len(got)-len(want):]); diff != "" {
		t.Errorf("page mismatch (-want +got):\n%s", diff)
	}
}
