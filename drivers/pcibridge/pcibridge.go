package pcibridge

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// Register adds the bridges.
func Register(g *graph.Graph) {
	chassis := graph.Props(graph.P("chassis_nr", "1"))
	slots := graph.Provides(pcibridge.SlotController)
	conventional(g, "pci-bridge", pci.BusInterface, chassis, slots)
	conventional(g, "i82801b11-bridge", rootport.RootInterface)
	conventional(g, "pcie-pci-bridge", rootport.LinkInterface, slots)

	ioh := graph.NewDriver[*pcibridge.Bridge]("ioh3420")
	port(g, ioh, rootport.RootInterface, 2)
	expanders(g, ioh)

	// The upstream port of a switch leads to the bus of its downstream ports.
	upstream := graph.NewDriver[*pcibridge.Bridge]("x3130-upstream")
	inside := graph.NewInterface[*pci.Bus]("pcie-switch-bus")
	graph.Consumes(g, upstream, rootport.LinkInterface, newPort)
	graph.Produces(g, upstream, inside, (*pcibridge.Bridge).Bus, pci.Plug(graph.DeviceID(""), pci.Address{}))
	port(g, graph.NewDriver[*pcibridge.Bridge]("xio3130-downstream"), inside, 3)
}

// expanders adds the expanders, which add a root bus to a machine: a conventional one with a bridge of its
// own on it, and one for root ports. Devices are behind the bridge and behind a port.
func expanders(g *graph.Graph, rootPort graph.Driver[*pcibridge.Bridge]) {
	number := graph.Props(graph.Prop{Name: "bus_nr", Value: graph.Int(pcibridge.ExpanderBus)})
	conventional := graph.NewDriver[*pcibridge.Bridge]("pxb")
	graph.Consumes(g, conventional, pci.BusInterface, func(ctx context.Context, root *pci.Bus) (*pcibridge.Bridge, error) {
		return pcibridge.New(ctx, pcibridge.NewExpander(root, pci.Conventional), pci.Conventional, slot)
	}, number, graph.On("x86_64/pc"))
	graph.ProducesItself(g, conventional, pcibridge.BusInterface)

	express := graph.NewDriver[*pci.Bus]("pxb-pcie")
	bus := graph.NewInterface[*pci.Bus]("pxb-pcie-bus")
	graph.Consumes(g, express, rootport.RootInterface, func(_ context.Context, root *pci.Bus) (*pci.Bus, error) {
		return pcibridge.NewExpander(root, pci.RootComplex), nil
	}, number)
	graph.ProducesItself(g, express, bus, pci.Plug(graph.DeviceID(""), pci.Address{}))
	graph.Consumes(g, rootPort, bus, newPort, graph.Props(graph.P("chassis", "2")))
}

// slot is the first place of a device on a conventional bus: a controller of hot plug has
// none for slot 0.
const slot = 1

// conventional adds a bridge with a conventional bus behind it.
func conventional(g *graph.Graph, model string, primary graph.Interface[*pci.Bus], opts ...graph.EdgeOption) {
	driver := graph.NewDriver[*pcibridge.Bridge](model)
	graph.Consumes(g, driver, primary, func(ctx context.Context, bus *pci.Bus) (*pcibridge.Bridge, error) {
		return pcibridge.New(ctx, bus, pci.Conventional, slot)
	}, opts...)
	graph.ProducesItself(g, driver, pcibridge.BusInterface)
}

// port adds a port with a link behind it, in a chassis of its own.
func port(g *graph.Graph, driver graph.Driver[*pcibridge.Bridge], primary graph.Interface[*pci.Bus], chassis int64) {
	graph.Consumes(g, driver, primary, newPort, graph.Props(graph.Prop{Name: "chassis", Value: graph.Int(chassis)}))
	graph.ProducesItself(g, driver, pcibridge.PortInterface)
}

func newPort(ctx context.Context, bus *pci.Bus) (*pcibridge.Bridge, error) {
	return pcibridge.New(ctx, bus, pci.Link, 0)
}
