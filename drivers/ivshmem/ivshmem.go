package ivshmem

import (
	"github.com/qgraph/qgraph/graph"
	backend "github.com/qgraph/qgraph/libqos/backend/ivshmem"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/ivshmem"
)

// Register adds the devices. They are the same on every machine: by default their tests run on two, of either byte order.
// The tests of all PCI devices want a register that is not zero after a reset, which ivshmem-plain does not have.
func Register(g *graph.Graph) {
	usual, master := graph.SlowBeside("x86_64/pc", "ppc64/pseries"), graph.P("master", "on") // who brings the memory along in a migration
	graph.Consumes(g, ivshmem.Plain, pci.BusInterface, ivshmem.NewPlain, graph.Needs(backend.Memory), usual, graph.Props(master))
	graph.Consumes(g, ivshmem.Doorbell, pci.BusInterface, ivshmem.NewDoorbell, graph.Needs(backend.Chardev), usual,
		graph.Props(graph.Prop{Name: "vectors", Value: graph.Int(backend.Vectors)}, master), graph.Allows(backend.ManyVectors()))
	graph.Produces(g, ivshmem.Doorbell, pci.DeviceInterface, func(d *ivshmem.Device) *pci.Device { return d.PCI })
}
