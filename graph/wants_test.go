package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

func TestWants(t *testing.T) {
	beside := graph.After(graph.Option{Flag: "-device", Type: "sd-card"}, graph.Option{Flag: "-global", Type: "e1000e.x=y"})
	needs := graph.Needs(netdev)
	for _, tc := range []struct {
		name string
		edge []graph.EdgeOption
		test []graph.TestOption
		want []graph.Want
	}{
		{"a device", nil, nil, []graph.Want{{Node: "e1000e", Flag: "-device", Type: "e1000e"}}},
		{"a default backend", []graph.EdgeOption{needs}, nil, []graph.Want{
			{Node: "e1000e", Flag: "-device", Type: "e1000e"}, {Node: "e1000e", Need: "net", Flag: "-netdev", Type: "hubport"}}},
		{"the test's backend in its place", []graph.EdgeOption{needs}, []graph.TestOption{graph.Provide(netdev, socket)}, []graph.Want{
			{Node: "e1000e", Flag: "-device", Type: "e1000e"}, {Node: "e1000e-tests/tx", Need: "net", Flag: "-netdev", Type: "socket"}}},
		{"the test's backend beside it", nil, []graph.TestOption{graph.Define(disk, image)}, []graph.Want{
			{Node: "e1000e", Flag: "-device", Type: "e1000e"}, {Node: "e1000e-tests/tx", Need: "disk", Flag: "-blockdev", Type: "raw"}}},
		{"devices of a driver and of a test", []graph.EdgeOption{beside}, []graph.TestOption{beside}, []graph.Want{
			{Node: "e1000e", Flag: "-device", Type: "e1000e"}, {Node: "e1000e", Flag: "-device", Type: "sd-card"},
			{Node: "e1000e-tests/tx", Flag: "-device", Type: "sd-card"}}},
		{"abilities of a driver and of a test",
			[]graph.EdgeOption{graph.Requires(graph.NewQtestAbility("a turbo button"), graph.NewAbility("hot plug"))},
			[]graph.TestOption{graph.Requires(graph.SteppedClock)}, []graph.Want{
				{Node: "e1000e", Flag: "-device", Type: "e1000e"}, {Node: "e1000e", Flag: "qtest", Type: "a turbo button"},
				{Node: "e1000e-tests/tx", Flag: "qtest", Type: "a clock that the test steps"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			register(g, tc.edge, tc.test)
			p, err := g.Lookup(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, p.Wants()); diff != "" {
				t.Errorf("wants mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
