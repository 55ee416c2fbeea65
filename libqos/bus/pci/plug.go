package pci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// romfile is the property by which a device has no option ROM: no firmware runs that
// would use one.
const romfile = "romfile"

// Plug is the option of a Produces edge of a bus: it puts a device into a slot of the
// bus that QEMU knows by that name.
func Plug(bus graph.Value, slot Address) graph.EdgeOption {
	return graph.Plug(graph.Prop{Name: "bus", Value: bus}, graph.P("addr", slot.Slot()), graph.P(romfile, ""))
}

// HotAdd is what [Plug] is on the command line, while the machine runs. What the guest
// does for the device is the business of the bus.
func HotAdd(ctx context.Context, monitor *qmp.Client, bus string, slot Address, d hotplug.Device) error {
	d.Props = append([]hotplug.Prop{
		hotplug.String("bus", bus), hotplug.String("addr", slot.Slot()), hotplug.String(romfile, ""),
	}, d.Props...)
	return hotplug.Add(ctx, monitor, d)
}
