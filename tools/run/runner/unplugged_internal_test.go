package runner

import (
	"context"
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// TestUnplugged checks which refusals to start tell that a model needs more than its bus.
func TestUnplugged(t *testing.T) {
	type part struct{}
	build := func(context.Context, part, *run.Env) (part, error) { return part{}, nil }
	g := graph.New()
	g.Include(func(g *graph.Graph) {
		m, slot, device := graph.NewMachine[part]("arm/virt"), graph.NewInterface[part]("slot"), graph.NewDriver[part]("device")
		graph.AddMachine(g, m, func(context.Context, *run.Env) (part, error) { return part{}, nil })
		graph.Produces(g, m, slot, func(p part) part { return p })
		graph.ConsumesEnv(g, device, slot, build, graph.Named("known"), graph.Model("known"))
		graph.AnyModel(g, device, slot, "PCI", "arm/virt", func(string) func(context.Context, part, *run.Env) (part, error) { return build })
		graph.Test(g, "device-tests/plug", device, func(*run.T, part) {})
	})
	const output = "qemu: -device %[1]s,id=d: info: one moment\nqemu: -device %[1]s,id=d: drive property not set\n"
	for _, tc := range []struct {
		model, output string
		kind          qtest.StartKind
		want          string
	}{
		{"new", fmt.Sprintf(output, "new"), qtest.Exited, "the graph knows only the bus of new, which needs more: drive property not set"},
		{"new", fmt.Sprintf(output, "new"), qtest.Signalled, ""},
		{"new", fmt.Sprintf(output, "other"), qtest.Exited, ""},
		{"known", fmt.Sprintf(output, "known"), qtest.Exited, ""},
	} {
		p, err := g.Lookup("arm/virt/slot/" + tc.model + "/device-tests/plug")
		if err != nil {
			t.Fatal(err)
		}
		r := &session{Options: Options{Path: p}}
		if got := r.unplugged(&qtest.StartError{Kind: tc.kind, Output: tc.output}); got != tc.want {
			t.Errorf("%s, which says %q, %v: unplugged() = %q, want %q", tc.model, tc.output, tc.kind, got, tc.want)
		}
	}
}
