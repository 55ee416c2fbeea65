package graph_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// thing is the object of every node.
type thing struct{}

// anyDevice returns a graph of two machines with slots that take any model on the bus
// "PCI". One model has an edge of its own, and one is left out.
func anyDevice() *graph.Graph {
	g := graph.New()
	g.Include(func(g *graph.Graph) {
		slot, device := graph.NewInterface[thing]("pci-slot"), graph.NewDriver[thing]("device")
		for _, name := range []string{"arm/virt", "x86_64/pc"} {
			m := graph.NewMachine[thing](name)
			graph.AddMachine(g, m, func(context.Context, graph.Environment) (thing, error) { return thing{}, nil })
			graph.Produces(g, m, slot, func(o thing) thing { return o })
		}
		graph.Consumes(g, device, slot, func(context.Context, thing) (thing, error) { return thing{}, nil }, graph.Named("e1000"), graph.Model("e1000"))
		graph.AnyModel(g, device, slot, "PCI", "x86_64/pc", func(string) func(context.Context, thing, graph.Environment) (thing, error) {
			return func(context.Context, thing, graph.Environment) (thing, error) { return thing{}, nil }
		})
		graph.LeftOut(g, "it is a device of the host", "vfio-pci")
		graph.Test(g, "device-tests/plug", device, func(graph.Tester, thing) {})
	})
	return g
}

func TestAddUnknown(t *testing.T) {
	arm := &graph.Inventory{Arch: "arm", Machines: []string{"virt"}, Buses: map[string][]string{"PCI": {"e1000", "mine", "other"}, "ISA": {"sb16"}}}
	pc := &graph.Inventory{Arch: "x86_64", Machines: []string{"pc"}, Buses: map[string][]string{"PCI": {"e1000", "other", "vfio-pci"}}}
	g := anyDevice()
	if diff := cmp.Diff([]string{"mine", "other"}, g.AddUnknown(arm, pc)); diff != "" {
		t.Errorf("AddUnknown() mismatch (-want +got):\n%s", diff)
	}
	var quick, slow []string
	for p := range g.Paths() {
		if p.Slow() {
			slow = append(slow, p.String())
		} else {
			quick = append(quick, p.String())
		}
	}
	// Only arm's QEMU has "mine"; both have "other", which suits the usual machine.
	if diff := cmp.Diff([]string{
		"arm/virt/pci-slot/e1000/device-tests/plug", "arm/virt/pci-slot/mine/device-tests/plug",
		"x86_64/pc/pci-slot/e1000/device-tests/plug", "x86_64/pc/pci-slot/other/device-tests/plug",
	}, quick); diff != "" {
		t.Errorf("paths that are not slow mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"arm/virt/pci-slot/other/device-tests/plug", "x86_64/pc/pci-slot/mine/device-tests/plug"}, slow); diff != "" {
		t.Errorf("slow paths mismatch (-want +got):\n%s", diff)
	}
	if again := g.AddUnknown(arm, pc); len(again) > 0 {
		t.Errorf("a second AddUnknown() = %q, want nothing", again)
	}
	want := graph.Any{
		Interface: "pci-slot", Bus: "PCI", Usual: "x86_64/pc", Route: "pci-slot",
		Package: "github.com/qgraph/qgraph/graph_test", Tests: []string{"device-tests/plug"},
	}
	if diff := cmp.Diff([]graph.Any{want}, g.AnyModels()); diff != "" {
		t.Errorf("AnyModels() mismatch (-want +got):\n%s", diff)
	}
	if got, want := g.LeftOut("vfio-pci"), "it is a device of the host"; got != want {
		t.Errorf("LeftOut(vfio-pci) = %q, want %q", got, want)
	}
}

// TestLookupOfUnknown has a path with a model that the graph does not know.
func TestLookupOfUnknown(t *testing.T) {
	g := anyDevice()
	const name = "arm/virt/pci-slot/new-device/device-tests/plug"
	p, err := g.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	if p.String() != name || p.Slow() || p.Unknown() != "new-device" {
		t.Errorf("Lookup(%q) = %v, slow %t, with the unknown model %q", name, p, p.Slow(), p.Unknown())
	}
	line, err := p.CommandLine()
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(line.Options, func(o graph.Option) bool { return o.Flag == "-device" }); i < 0 || line.Options[i].Type != "new-device" {
		t.Errorf("options %v, want -device new-device", line.Options)
	}
	for p := range g.Paths() {
		if p.String() == name {
			t.Errorf("Lookup added %s to the graph", name)
		}
	}
	if _, err := g.Lookup("arm/virt/pci-slot/new-device/device-tests/none"); err == nil {
		t.Error("Lookup of a test that does not exist succeeds")
	}
}
