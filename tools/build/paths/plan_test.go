package paths_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/tools/build/paths"
)

type object struct{}

// twoBuses returns a graph with an adapter on two buses. The options define the
// wants of the path on each bus: those of the PCI host's edge, and of the
// adapter's two.
func twoBuses(host, pci, mmio []graph.EdgeOption) *graph.Graph {
	build := func(context.Context, object) (object, error) { return object{}, nil }
	same := func(o object) object { return o }
	g := graph.New()
	g.Include(func(g *graph.Graph) {
		m, nic := graph.NewMachine[object]("arm/virt"), graph.NewDriver[object]("nic")
		graph.AddMachine(g, m, func(context.Context, *run.Env) (object, error) { return object{}, nil }, graph.Versions("virt"))
		for bus, opts := range map[string][2][]graph.EdgeOption{"pci": {host, pci}, "mmio": {nil, mmio}} {
			h, i := graph.NewDriver[object](bus+"-host"), graph.NewInterface[object](bus+"-bus")
			graph.Contains(g, m, h, build, opts[0]...)
			graph.Produces(g, h, i, same)
			graph.Consumes(g, nic, i, build, opts[1]...)
		}
		graph.Test(g, "nic-tests/rx", nic, func(*run.T, object) {})
		graph.Test(g, "nic-tests/tx", nic, func(*run.T, object) {}, graph.Define(graph.NewHandle("second"), backend(graph.Netdev, "dgram")))
	})
	return g
}

func backend(kind graph.BackendKind, typ string) graph.Backend {
	return graph.Backend{Kind: kind, Type: typ}
}

func netdev(typ string) []graph.EdgeOption {
	return []graph.EdgeOption{graph.Needs(graph.NewNeed("netdev", "netdev", backend(graph.Netdev, typ)))}
}

func device(typ string) []graph.EdgeOption {
	return []graph.EdgeOption{graph.After(graph.Option{Flag: "-device", Type: typ})}
}

func TestEdgesBzl(t *testing.T) {
	socket := netdev("socket")
	plan, err := paths.New(twoBuses(nil, socket, socket), paths.Module)
	if err != nil {
		t.Fatal(err)
	}
	here := plan.Edges["arm/virt"][0] // Go and Bazel name the package of a test differently
	want := `"""The packages that register each machine, and each edge but those to a test. Written by gazelle."""

EDGES = {
    "arm/virt": ["//HERE"],
    "arm/virt/mmio-host": ["//HERE"],
    "arm/virt/pci-host": ["//HERE"],
    "mmio-bus/nic": ["//HERE"],
    "mmio-host/mmio-bus": ["//HERE"],
    "pci-bus/nic": ["//HERE"],
    "pci-host/pci-bus": ["//HERE"],
}

# By machine, that of its versions.
FAMILIES = {
    "arm/virt": "virt",
}
`
	want = strings.ReplaceAll(want, "HERE", here)
	if diff := cmp.Diff(want, plan.EdgesBzl()); diff != "" {
		t.Errorf("edges.bzl mismatch (-want +got):\n%s", diff)
	}
}

// TestWants checks the wants of each path: of two paths to a node, one may want
// more than the other.
func TestWants(t *testing.T) {
	socket := netdev("socket")
	plan, err := paths.New(twoBuses(device("root"), socket, append(device("sd-card"), netdev("user")...)), paths.Module)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, line := range []string{
		"mmio-host/mmio-bus/nic/nic-tests/rx [-device nic, -netdev user, -device sd-card, qtest processors that execute nothing]",
		"mmio-host/mmio-bus/nic/nic-tests/tx [-device nic, -netdev user, -device sd-card, -netdev dgram, qtest processors that execute nothing]",
		"pci-host/pci-bus/nic/nic-tests/rx [-device root, -device nic, -netdev socket, qtest processors that execute nothing]",
		"pci-host/pci-bus/nic/nic-tests/tx [-device root, -device nic, -netdev socket, -netdev dgram, qtest processors that execute nothing]",
	} {
		want = append(want, "//"+plan.Edges["arm/virt"][0]+":arm/virt/"+line)
	}
	if diff := cmp.Diff(want, plan.Lines()); diff != "" {
		t.Errorf("paths mismatch (-want +got):\n%s", diff)
	}
}

// TestPairs checks that the plan and its lists name the tests of two QEMUs.
func TestPairs(t *testing.T) {
	build := func(context.Context, object) (object, error) { return object{}, nil }
	g := graph.New()
	g.Include(func(g *graph.Graph) {
		m, nic := graph.NewMachine[object]("arm/virt"), graph.NewDriver[object]("nic")
		graph.AddMachine(g, m, func(context.Context, *run.Env) (object, error) { return object{}, nil })
		graph.Contains(g, m, nic, build)
		graph.Test(g, "nic-tests/rx", nic, func(*run.T, object) {})
		graph.Pair(g, "nic-tests/migrate", nic, func(*run.T, object, run.Instance[object]) {})
	})
	plan, err := paths.New(g, paths.Module)
	if err != nil {
		t.Fatal(err)
	}
	here := plan.Edges["arm/virt"][0]
	if diff := cmp.Diff([]string{"nic-tests/migrate"}, plan.Packages[here].Pairs); diff != "" {
		t.Errorf("tests of two QEMUs mismatch (-want +got):\n%s", diff)
	}
	const wants = " [qtest processors that execute nothing]" // the machine does not halt them
	want := []string{"//" + here + ":arm/virt/nic/nic-tests/migrate" + wants + " (two QEMUs)", "//" + here + ":arm/virt/nic/nic-tests/rx" + wants}
	if diff := cmp.Diff(want, plan.Lines()); diff != "" {
		t.Errorf("lines mismatch (-want +got):\n%s", diff)
	}
}
