package why_test

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
)

type object struct{}

func machine(context.Context, *run.Env) (object, error) { return object{}, nil }
func build(context.Context, object) (object, error)     { return object{}, nil }
func same(o object) object                              { return o }
func nop(*run.T, object)                                {}
func pluggedInto(g *graph.Graph, i, name string, opts ...graph.EdgeOption) graph.Driver[object] {
	d := graph.NewDriver[object](name)
	graph.Consumes(g, d, graph.NewInterface[object](i), build, opts...)
	return d
}

var hotplug = graph.NewAbility("PCI hotplug")

// small returns a graph with something of everything, mistakes included.
func small() *graph.Graph {
	g := graph.New()
	pciBus, sdhci := graph.NewInterface[object]("pci-bus"), graph.NewInterface[object]("sdhci")
	pciDevice := graph.NewInterface[object]("pci-device")
	for name, abilities := range map[string][]graph.Ability{"x86_64/pc": {hotplug}, "riscv32/virt": {hotplug}, "mips/malta": nil} {
		m := graph.NewMachine[object](name)
		host := graph.NewDriver[object](name[len(name)-2:] + "-pcihost")
		graph.AddMachine(g, m, machine)
		graph.Contains(g, m, host, build)
		graph.Produces(g, host, pciBus, same, graph.Provides(abilities...))
	}
	raspi := graph.NewMachine[object]("arm/raspi2b")
	generic := graph.NewDriver[object]("generic-sdhci")
	graph.AddMachine(g, raspi, machine)
	graph.Contains(g, raspi, generic, build)
	graph.Produces(g, generic, sdhci, same)

	graph.Produces(g, pluggedInto(g, "pci-bus", "sdhci-pci",
		graph.After(graph.Option{Flag: "-device", Type: "sd-card"})), sdhci, same)
	graph.Test(g, "sdhci-tests/registers", sdhci, nop)
	graph.Test(g, "sdhci-tests/capacity", sdhci, nop, graph.Slow())

	socket := graph.Backend{Kind: graph.Netdev, Type: "socket"}
	netdev := graph.NewNeed("netdev", "netdev", socket)
	e1000e := pluggedInto(g, "pci-bus", "e1000e", graph.Needs(netdev))
	graph.Test(g, "e1000e-tests/tx", e1000e, nop, graph.Known(graph.Deviates("e1000e-late", graph.Deviation{
		On: []string{"x86_64"}, QEMU: []graph.VersionRange{{Since: "11.0"}}, Does: "It is late.", Says: "It is in time.",
		Clause: graph.NewClause("Manual, section 1"),
	})))
	graph.Test(g, "e1000e-tests/hotplug", e1000e, nop, graph.Requires(hotplug))
	graph.Test(g, "e1000e-tests/user", e1000e, nop, graph.Provide(netdev, graph.Backend{Kind: graph.Netdev, Type: "user"}))

	for _, name := range []string{"e1000", "e1000-82540em", "mch", "virtio-gpu-pci", "virtio-pci"} {
		graph.Produces(g, pluggedInto(g, "pci-bus", name), pciDevice, same)
	}
	graph.Test(g, "pci-device-tests/nop", pciDevice, nop, graph.Generic(), graph.Known(part("e1000-loud", "e1000"), part("mch-dull", "mch")))

	// Mistakes: ipack has no producer, imx.i2c has no parent, no test follows tpci200.
	graph.Test(g, "ipoctal-tests/nop", pluggedInto(g, "ipack", "ipoctal232"), nop)
	i2cBus := graph.NewInterface[object]("i2c-bus")
	graph.Produces(g, graph.NewDriver[object]("imx.i2c"), i2cBus, same)
	graph.Test(g, "tmp105-tests/nop", pluggedInto(g, "i2c-bus", "tmp105"), nop)
	pluggedInto(g, "pci-bus", "tpci200")
	return g
}

// part returns a deviation of a part that a test finds.
func part(name, model string) graph.Deviation {
	return graph.Deviates(name, graph.Deviation{
		In: []graph.Place{{Step: name}}, Part: model, Does: "It is not quiet.", Says: "It is quiet.",
		Clause: graph.NewClause("Manual, section 2"),
	})
}

// qemus returns the answers of two QEMU binaries: one of x86_64, one of mips.
func qemus() map[string]*graph.Inventory {
	return map[string]*graph.Inventory{
		"x86_64": {
			Arch: "x86_64", Version: "11.1.2",
			Machines: []string{"none", "pc", "pc-i440fx-11.0", "pc-i440fx-11.1", "q35"},
			Devices:  []string{"e1000", "e1000e", "edu", "mch", "sd-card", "sdhci-pci"},
			Internal: []string{"mch"},
			Abstract: []string{"pci-device", "virtio-pci"},
			Aliases:  map[string]string{"e1000-82540em": "e1000", "ahci": "ich9-ahci"},
			Backends: map[graph.BackendKind][]string{graph.Netdev: {"dgram", "socket"}},
			Modules:  []string{"accel-qtest", "hw-display-virtio-gpu-pci"},
		},
		"mips": {
			Arch: "mips", Version: "11.1.2",
			Machines: []string{"malta", "none"},
			Devices:  []string{"e1000", "sd-card", "sdhci-pci"},
			Aliases:  map[string]string{"e1000-82540em": "e1000"},
		},
	}
}
