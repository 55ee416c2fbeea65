package graph_test

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
)

// example returns a machine with a bus, a device on it, and two tests of the device.
func example() *graph.Graph {
	// The objects that the nodes hand on.
	type (
		board struct{}
		bus   struct{ board *board }
		nic   struct{ bus *bus }
	)
	// The keys of the nodes, and of the backend that the device needs.
	pc := graph.NewMachine[*board]("x86_64/pc")
	host := graph.NewDriver[*bus]("i440FX-pcihost")
	pciBus := graph.NewInterface[*bus]("pci-bus")
	e1000 := graph.NewDriver[*nic]("e1000")
	socket := graph.Backend{Kind: graph.Netdev, Type: "socket", Props: []graph.Prop{graph.P("listen", "127.0.0.1:0")}}
	hub := graph.Backend{Kind: graph.Netdev, Type: "hubport", Props: []graph.Prop{graph.P("hubid", "0")}}
	netdev := graph.NewNeed("netdev", "netdev", socket)

	g := graph.New()
	graph.AddMachine(g, pc, func(context.Context, *env) (*board, error) { return &board{}, nil })
	graph.Contains(g, pc, host, func(_ context.Context, b *board) (*bus, error) { return &bus{b}, nil })
	graph.ProducesItself(g, host, pciBus, graph.Plug(graph.P("addr", "04.0")))
	graph.Consumes(g, e1000, pciBus, func(_ context.Context, b *bus) (*nic, error) { return &nic{b}, nil }, graph.Needs(netdev))
	graph.Test(g, "e1000-tests/rx", e1000, func(_ *tester, n *nic) { fmt.Println("a nic on the bus of a board:", n.bus.board != nil) })
	graph.Test(g, "e1000-tests/tx", e1000, func(*tester, *nic) {}, graph.Provide(netdev, hub))
	return g
}

// Nodes and edges make paths, and each path has a command line.
func Example() {
	g := example()
	if err := g.Validate(); err != nil {
		fmt.Println(err)
		return
	}
	for p := range g.Paths() {
		c, err := p.CommandLine()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(p)
		fmt.Println("   ", c.Args())
	}
	// Output:
	// x86_64/pc/i440FX-pcihost/pci-bus/e1000/e1000-tests/rx
	//     [-M pc -netdev socket,id=netdev0,listen=127.0.0.1:0 -device e1000,id=e1000,addr=04.0,netdev=netdev0]
	// x86_64/pc/i440FX-pcihost/pci-bus/e1000/e1000-tests/tx
	//     [-M pc -netdev hubport,id=netdev0,hubid=0 -device e1000,id=e1000,addr=04.0,netdev=netdev0]
}

// The objects along a path are built one from the other; the test gets the last one.
func ExamplePath_Build() {
	p, err := example().Lookup("x86_64/pc/i440FX-pcihost/pci-bus/e1000/e1000-tests/rx")
	if err != nil {
		fmt.Println(err)
		return
	}
	t := &tester{&env{}} // package run has the real ones
	object, err := p.Build(context.Background(), t.env)
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Test(t, object, nil)
	// Output: a nic on the bus of a board: true
}

// A QEMU without the device cannot run the path, and the error says why.
func ExamplePath_Available() {
	p, err := example().Lookup("x86_64/pc/i440FX-pcihost/pci-bus/e1000/e1000-tests/rx")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Available(&graph.Inventory{Arch: "x86_64", Version: "11.1.2", Machines: []string{"pc"}}))
	// Output: e1000: qemu-system-x86_64 11.1.2 has no device "e1000"
}
