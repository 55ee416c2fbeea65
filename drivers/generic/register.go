package generic

import (
	"context"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/slot"
)

// group is a group of models with the same needs.
type group struct {
	bus    slot.Bus
	usual  string // the machine on which their paths are not slow
	needs  []graph.EdgeOption
	models string // separated by blanks
}

// Register adds the controllers and all models.
func Register(g *graph.Graph) {
	controllers(g)
	for _, group := range groups {
		for _, model := range strings.Fields(group.models) {
			graph.ConsumesEnv(g, slot.Driver, group.bus, slot.NewDevice(model),
				append([]graph.EdgeOption{graph.Named(model), graph.Model(model), graph.SlowBeside(group.usual)}, group.needs...)...)
		}
	}
}

// controller plugs in a device that others are behind.
func controller(g *graph.Graph, name, model string, on slot.Bus, opts ...graph.EdgeOption) graph.Driver[*slot.Slot] {
	d := graph.NewDriver[*slot.Slot](name)
	graph.Consumes(g, d, on, func(_ context.Context, s *slot.Slot) (*slot.Slot, error) { return s, nil }, append(opts, graph.Model(model))...)
	return d
}

// controllers adds the devices that have a bus for others. QEMU names such a bus after
// the device's id, or gives it the name of the id alone.
func controllers(g *graph.Graph) {
	first := graph.Prop{Name: "bus", Value: graph.DeviceID(".0")}
	whole := graph.Prop{Name: "bus", Value: graph.DeviceID("")}
	usb := controller(g, "usb-controller", "qemu-xhci", slot.PCI)
	slot.Behind(g, usb, slot.USB, first)
	slot.Behind(g, controller(g, "ccid-reader", "usb-ccid", slot.USB), slot.CCID)
	slot.Behind(g, controller(g, "scsi-controller", "virtio-scsi-pci", slot.PCI), slot.SCSI, first)
	slot.Behind(g, controller(g, "ahci-controller", "ich9-ahci", slot.PCI), slot.IDE, first)
	slot.Behind(g, controller(g, "sd-controller", "sdhci-pci", slot.PCI), slot.SD)
	slot.Behind(g, controller(g, "nvme-controller", "nvme", slot.PCI, graph.Props(graph.P("serial", "s"))), slot.NVMe, whole)
	slot.Behind(g, controller(g, "ufs-controller", "ufs", slot.PCI, graph.Props(graph.P("serial", "s"))), slot.UFS)
	slot.Behind(g, controller(g, "hda-controller", "intel-hda", slot.PCI), slot.HDA, first)
	slot.Behind(g, controller(g, "ipack-carrier", "tpci200", slot.PCI), slot.IndustryPack)
	slot.Behind(g, controller(g, "virtio-serial-controller", "virtio-serial-pci", slot.PCI), slot.VirtioSerial, first)
	cxl := controller(g, "cxl-host-bridge", "pxb-cxl", slot.PCI, cxlMachine(),
		graph.Props(graph.P("bus_nr", "12"), graph.P("bus", "pcie.0")),
		graph.After(graph.Option{Flag: "-M", Props: []graph.Prop{
			{Name: "cxl-fmw.0.targets.0", Value: graph.DeviceID("")}, graph.P("cxl-fmw.0.size", "4G"),
		}}))
	slot.Behind(g, cxl, slot.CXLRoot, whole)
	port := controller(g, "cxl-root-port", "cxl-rp", slot.CXLRoot, graph.Props(graph.P("port", "0"), graph.P("chassis", "0"), graph.P("slot", "2")))
	slot.Behind(g, port, slot.CXL, whole)
}
