package vhostuser

import (
	"cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/vhostdevice"
)

// Register adds every device of the table in all its forms.
func Register(g *graph.Graph) {
	for _, k := range vhostdevice.Kinds() {
		opts := []graph.EdgeOption{graph.Needs(k.Chardev()), graph.SharedRAM(graph.RAMMemfd), graph.Props(k.OnCommandLine()...)}
		if !k.Fixture {
			opts = append(opts, graph.Provides(vhostdevice.Hotplug))
		}
		for _, m := range k.PCIModels() {
			d := graph.NewDriver[*virtiopci.Function](m.Name())
			graph.Consumes(g, d, pci.BusInterface, m.Attach, append(opts[:len(opts):len(opts)], graph.Provides(vhostdevice.Modern))...)
			produce(g, d, k, func(f *virtiopci.Function) *vhostdevice.Device {
				return k.On(f.Virtio(), f)
			})
		}
		if k.OnBus == vhostdevice.NoBus {
			continue
		}
		d := k.BusDriver()
		if k.OnBus != "" && k.OnBus != d.Name() {
			opts = append(opts, graph.Model(k.OnBus))
		}
		graph.Consumes(g, d, virtiommio.BusInterface, virtiommio.Attach(k.Model()), opts...)
		produce(g, d, k, func(s *virtiommio.Slot) *vhostdevice.Device {
			return k.On(s.Virtio(), nil)
		})
	}
}

// produce adds the interfaces by which tests reach a device. Those of block devices may bring another back end than
// the test's own, so they say themselves what they require.
func produce[D any](g *graph.Graph, d graph.Driver[D], k vhostdevice.Kind, as func(D) *vhostdevice.Device) {
	held := vhostdevice.Since(cmp.Or(k.Since, "10.0"))
	graph.Produces(g, d, vhostdevice.Interface, as, held)
	graph.Produces(g, d, virtio.Interface, func(d D) *virtio.Hardware { return as(d).Hardware }, held)
	switch k.Type {
	case virtio.Block:
		graph.Produces(g, d, vhostdevice.BlockInterface, as)
	case virtio.GPIO:
		graph.Produces(g, d, vhostdevice.GPIOInterface, as, held)
	case virtio.SCMI:
		graph.Produces(g, d, vhostdevice.SCMIInterface, as, held)
	}
}
