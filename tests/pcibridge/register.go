package pcibridge

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// Places of the devices behind a bridge, and of one beside it on the root bus.
const (
	conventionalEdu = "01.0"
	conventionalRNG = "02.0"
	linkEdu         = "00.0"
	linkRNG         = "00.1"
	besideID        = "beside"
	besideSlot      = "0e.0" // which no machine uses
)

// Register adds the tests.
func Register(g *graph.Graph) {
	// The first root bus has it, also beside an expander, which takes bridges alone.
	beside := graph.Before(graph.Option{Flag: "-device", Type: "pci-testdev", ID: besideID, Props: []graph.Prop{graph.P("addr", besideSlot)}})
	graph.Test(g, "pci-bridge-tests/forwarding", pcibridge.BusInterface, forwarding(pci.Address{Device: 2}), beside,
		behind(conventionalEdu, conventionalRNG), graph.Known(forwardingDeviations()...))
	graph.Test(g, "pci-bridge-tests/slots", pcibridge.BusInterface, slots, card(), graph.Requires(pcibridge.SlotController),
		graph.SlowBeside("x86_64/pc", "x86_64/q35"), graph.Known(slotsDeviations()...))
	graph.Test(g, "pcie-port-tests/forwarding", pcibridge.PortInterface, forwarding(pci.Address{Function: 1}), beside,
		behind(linkEdu, linkRNG), graph.Known(forwardingDeviations()...))
	graph.Test(g, "pcie-port-tests/slot", pcibridge.PortInterface, slot, graph.Known(slotDeviations()...))
	graph.Test(g, "pcie-port-tests/errors", pcibridge.PortInterface, errorMessages, graph.After(graph.Option{
		Flag: "-device", Type: "virtio-rng-pci", ID: errorsID,
		Props: []graph.Prop{{Name: "bus", Value: graph.DeviceID("")}, graph.P("addr", linkEdu), graph.P("aer", "on"), graph.P("romfile", "")},
	}), graph.Known(errorDeviations()...))
}

// behind plugs in the devices behind the bridge.
func behind(edu, rng string) graph.TestOption {
	bus := graph.Prop{Name: "bus", Value: graph.DeviceID("")}
	return graph.After(
		graph.Option{Flag: "-device", Type: "edu", ID: "behind", Props: []graph.Prop{
			bus, graph.P("addr", edu), graph.P("multifunction", "on"), graph.P("dma_mask", "0xffffffffffffffff"), // any address
		}},
		graph.Option{Flag: "-device", Type: "virtio-rng-pci", ID: "behind-too", Props: []graph.Prop{
			bus, graph.P("addr", rng), graph.P("disable-legacy", "off"), graph.P("romfile", ""), // with its BAR of I/O space everywhere
		}},
	)
}
