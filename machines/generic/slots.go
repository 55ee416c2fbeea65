package generic

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/slot"
)

// offer is a kind of bus that a machine has slots of, and which of its slots a device
// takes.
type offer struct {
	bus  slot.Bus
	plug []graph.Prop
}

func (o offer) offer(g *graph.Graph, m graph.Machine[*guest.Machine]) {
	slot.Offer(g, m, o.bus, o.plug...)
}

// on returns a place by the name of the bus, with the place on it if it has one.
func on(bus string, place ...graph.Prop) []graph.Prop {
	return append([]graph.Prop{graph.P("bus", bus)}, place...)
}

// slots are those of the machines on which devices are tested: one for each architecture,
// and those that alone have a kind of bus.
var slots = map[string][]offer{
	"alpha/clipper": {{bus: slot.PCI}},
	"arm/ast2600-evb": {
		{bus: slot.PCI},
		{slot.SSI, on("ssi.2", graph.P("cs", "0"))},
		{slot.I2C, on("aspeed.i2c.bus.5", graph.P("address", "0x2a"))},
		{slot.I3C, on("dw.i3c.0")},
		{bus: slot.FSI}, {bus: slot.FSILocal}, {bus: slot.OPB},
	},
	"arm/b-l475e-iot01a":    {{bus: slot.System}},
	"hppa/C3700":            {{bus: slot.PCI}},
	"m68k/virt":             {{bus: slot.VirtioMMIO}},
	"mips64el/malta":        {{bus: slot.PCI}, {bus: slot.ISA}, {bus: slot.Floppy}},
	"or1k/virt":             {{bus: slot.PCI}},
	"ppc/g3beige":           {{bus: slot.PCI}, {bus: slot.ADB}},
	"ppc64/powernv10":       {{bus: slot.System}, {slot.SSI, on("chip0.spi.2")}},
	"riscv64/sifive_u":      {{slot.SSI, on("spi", graph.P("cs", "1"))}},
	"s390x/s390-ccw-virtio": {{bus: slot.PCI}, {bus: slot.CSS}, {bus: slot.SCLP}, {bus: slot.System}},
	"sh4/r2d":               {{bus: slot.PCI}},
	"sparc64/sun4u":         {{bus: slot.PCI}, {bus: slot.ISA}, {bus: slot.Floppy}},
	"xtensa/virt":           {{bus: slot.PCI}},
}
