package paths_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/tools/paths"
)

type object struct{}

// twoBuses returns a graph with an adapter on two buses. What the path on each bus
// wants of QEMU say the options: of the PCI host's edge, and of the adapter's two.
func twoBuses(host, pci, mmio []graph.EdgeOption) *graph.Graph {
	build := func(context.Context, object) (object, error) { return object{}, nil }
	same := func(o object) object { return o }
	g := graph.New()
	g.Include(func(g *graph.Graph) {
		m, nic := graph.NewMachine[object]("arm/virt"), graph.NewDriver[object]("nic")
		graph.AddMachine(g, m, func(context.Context, *run.Env) (object, error) { return object{}, nil })
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

func TestNodesBzl(t *testing.T) {
	socket := netdev("socket")
	plan, err := paths.New(twoBuses(nil, socket, socket), paths.Module)
	if err != nil {
		t.Fatal(err)
	}
	here := plan.Nodes["nic"].Packages[0] // Go and Bazel name the package of a test differently
	want := `"""Which packages register a node, and what QEMU must have for it. Written by gazelle."""

NODES = {
    "arm/virt": struct(packages = ["//HERE"], wants = [], needs = {}),
    "mmio-host": struct(packages = ["//HERE"], wants = [], needs = {}),
    "nic": struct(packages = ["//HERE"], wants = ["-device nic"], needs = {"netdev": "-netdev socket"}),
    "pci-host": struct(packages = ["//HERE"], wants = [], needs = {}),
}

# Tests that want something of QEMU themselves.
TESTS = {
    "nic-tests/tx": struct(wants = [], needs = {"second": "-netdev dgram"}),
}

INTERFACES = [
    "mmio-bus",
    "pci-bus",
]
`
	want = strings.ReplaceAll(want, "HERE", here)
	if diff := cmp.Diff(want, plan.NodesBzl()); diff != "" {
		t.Errorf("nodes.bzl mismatch (-want +got):\n%s", diff)
	}
}

// TestWants gives the build what it cannot know: it looks a node up by its name,
// without the way that led there.
func TestWants(t *testing.T) {
	socket := netdev("socket")
	for _, tc := range []struct {
		name            string
		host, pci, mmio []graph.EdgeOption
		want            string
	}{
		{"another backend on one bus", nil, socket, netdev("user"), "what a node wants must not depend on the path"},
		{"one more device on one bus", nil, socket, append(device("sd-card"), socket...), "-device sd-card"},
		{"a device for one part of the machine", device("root"), socket, socket, "-device root"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := paths.New(twoBuses(tc.host, tc.pci, tc.mmio), paths.Module)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}
