package boardlist_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/ci/boardlist"
)

type environment struct{}

func (environment) CommandLine() *graph.CommandLine { return nil }

type tester struct{}

func (tester) Environment() graph.Environment { return environment{} }

// example returns a graph of three machines: one with a clock, one with a clock and two ports; a test of
// the second port runs on request; and one without a part.
func example() *graph.Graph {
	g := graph.New()
	clock, port, whole := graph.NewDriver[int]("clock"), graph.NewDriver[int]("port"), graph.NewInterface[int]("machine")
	part := func(context.Context, int) (int, error) { return 0, nil }
	for _, name := range []string{"arm/b", "arm/a", "arm/none"} {
		m := graph.NewMachine[int](name)
		graph.AddMachine(g, m, func(context.Context, environment) (int, error) { return 0, nil })
		graph.ProducesItself(g, m, whole)
		if name != "arm/none" {
			graph.Contains(g, m, clock, part)
		}
		if name == "arm/b" {
			graph.Contains(g, m, port, part)
			graph.Contains(g, m, port, part, graph.Named("port-uart1"), graph.SlowBut("port-tests/send"))
		}
	}
	run := func(tester, int) {}
	graph.Test(g, "machine-tests/start", whole, run)
	graph.Test(g, "clock-tests/clock", clock, run)
	graph.Test(g, "port-tests/send", port, run)
	graph.Test(g, "port-tests/receive", port, run)
	return g
}

func TestOf(t *testing.T) {
	g := example()
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	want := boardlist.Lists{
		Parts: []boardlist.Part{
			{Name: "clock", Machines: 2, Paths: boardlist.Paths{Default: 2}},
			{Name: "port", Machines: 1, Paths: boardlist.Paths{Default: 3, Slow: 1}},
		},
		Machines: []boardlist.Machine{
			{Name: "arm/a", Parts: []string{"clock"}, Paths: boardlist.Paths{Default: 1}},
			{Name: "arm/b", Parts: []string{"clock", "port"}, Paths: boardlist.Paths{Default: 4, Slow: 1}},
		},
	}
	got := boardlist.Of(g)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lists mismatch (-want +got):\n%s", diff)
	}
}

func TestPage(t *testing.T) {
	page := boardlist.Lists{
		Parts:    []boardlist.Part{{Name: "port", Machines: 1, Paths: boardlist.Paths{Default: 2, Slow: 3}}},
		Machines: []boardlist.Machine{{Name: "arm/b", Parts: []string{"clock", "port"}, Paths: boardlist.Paths{Default: 3}}},
	}.Page()
	const want = `
## 1 parts

| part | machines | paths |
| --- | ---: | ---: |
| ` + "`port`" + ` | 1 | 2 (3) |

## 1 machines

| machine | paths | parts |
| --- | ---: | --- |
| arm/b | 3 | clock, port |
`
	if !strings.HasSuffix(page, want) {
		t.Errorf("page = %q, want it to end with %q", page, want)
	}
}
