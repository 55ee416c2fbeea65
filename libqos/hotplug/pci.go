package hotplug

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// pciBus is what query-pci says of a root bus.
type pciBus struct {
	Bus     uint8       `json:"bus"`
	Devices []pciDevice `json:"devices"`
}

type pciDevice struct {
	Slot     uint8  `json:"slot"`
	Function uint8  `json:"function"`
	ID       string `json:"qdev_id"`
}

// PCIDevice returns the id of the PCI device at an address of a root bus. It is
// an error if there is none, or if it has no id, being part of the machine.
func PCIDevice(ctx context.Context, c *qmp.Client, bus, slot, function uint8) (string, error) {
	buses, err := qmp.Execute[[]pciBus](ctx, c, "query-pci", qmp.NoArgs{})
	if err != nil {
		return "", fmt.Errorf("hotplug: list PCI devices: %w", err)
	}
	for _, b := range buses {
		for _, d := range b.Devices {
			if b.Bus == bus && d.Slot == slot && d.Function == function && d.ID != "" {
				return d.ID, nil
			}
		}
	}
	return "", fmt.Errorf("hotplug: PCI bus %d has no device with an id at %02x.%x", bus, slot, function)
}
