package ipmi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// Register adds both interfaces.
func Register(g *graph.Graph) {
	graph.Consumes(g, ipmi.KCSDriver, isa.Interface, ipmi.NewKCS, simulated()...)
	graph.Produces(g, ipmi.KCSDriver, ipmi.Interface, func(k *ipmi.KCS) ipmi.BMC { return k })
	graph.Consumes(g, ipmi.BTDriver, isa.Interface, ipmi.NewBT, simulated()...)
	graph.Produces(g, ipmi.BTDriver, ipmi.Interface, func(b *ipmi.BT) ipmi.BMC { return b })
}

// simulated adds QEMU's simulated controller, with an identity of its own.
func simulated() []graph.EdgeOption {
	const id = "bmc0"
	d := ipmi.Identity()
	return []graph.EdgeOption{
		graph.Before(graph.Option{Flag: "-device", Type: "ipmi-bmc-sim", ID: id, Props: []graph.Prop{
			graph.P("fwrev1", d.Firmware), graph.P("mfg_id", d.Manufacturer),
			graph.P("product_id", d.Product), graph.P("guid", d.GUID),
		}}),
		graph.Props(graph.P("bmc", id)),
	}
}
