package hotplug

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// pciBus is a root bus as query-pci reports it.
type pciBus struct {
	Devices []pciDevice `json:"devices"`
}

type pciDevice struct {
	Bus      uint8  `json:"bus"`
	Slot     uint8  `json:"slot"`
	Function uint8  `json:"function"`
	ID       string `json:"qdev_id"`
	Bridge   struct {
		Devices []pciDevice `json:"devices"`
	} `json:"pci_bridge"`
}

// PCIDevice returns the id of the PCI device at an address, on a root bus or behind
// bridges with assigned bus numbers. It is an error if there is none, or if it has
// no id because it is part of the machine.
func PCIDevice(ctx context.Context, c *qmp.Client, bus, slot, function uint8) (string, error) {
	buses, err := qmp.Execute[[]pciBus](ctx, c, "query-pci", qmp.NoArgs{})
	if err != nil {
		return "", fmt.Errorf("hotplug: list PCI devices: %w", err)
	}
	for _, b := range buses {
		if id := find(b.Devices, bus, slot, function); id != "" {
			return id, nil
		}
	}
	return "", fmt.Errorf("hotplug: PCI bus %d has no device with an id at %02x.%x", bus, slot, function)
}

// find returns the id of the device at an address; "" if there is none.
func find(devices []pciDevice, bus, slot, function uint8) string {
	for _, d := range devices {
		if d.Bus == bus && d.Slot == slot && d.Function == function && d.ID != "" {
			return d.ID
		}
		if id := find(d.Bridge.Devices, bus, slot, function); id != "" {
			return id
		}
	}
	return ""
}
