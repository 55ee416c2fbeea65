package ipmi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// Register adds the interfaces.
func Register(g *graph.Graph) {
	graph.Consumes(g, ipmi.KCSDriver, isa.Interface, ipmi.NewKCS, simulated()...)
	graph.Produces(g, ipmi.KCSDriver, ipmi.Interface, func(k *ipmi.KCS) ipmi.BMC { return k })
	graph.Consumes(g, ipmi.BTDriver, isa.Interface, ipmi.NewBT, simulated()...)
	graph.Produces(g, ipmi.BTDriver, ipmi.Interface, func(b *ipmi.BT) ipmi.BMC { return b })
	// Of the hosts of PCs only the ICH9's reads a block whose size is not known before.
	graph.Consumes(g, ipmi.SSIFDriver, i2c.Interface, ipmi.NewSSIF, append(simulated(), i2c.At(ipmi.SSIFAddress), graph.On("x86_64/q35"))...)
	graph.Produces(g, ipmi.SSIFDriver, ipmi.Interface, func(s *ipmi.SSIF) ipmi.BMC { return s })
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
