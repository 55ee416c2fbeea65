package main

import (
	"testing"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/report"
)

func TestFamilies(t *testing.T) {
	all := families(nodes.New())
	const bus = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/"
	for path, want := range map[string]report.Family{
		bus + "nvme/nvme-tests/oob-cmb-access":                                       {Name: "storage"},
		bus + "virtio-rng-pci/virtio/virtio-tests/nop":                               {Name: "virtio"},
		bus + "virtio-net-pci/virtio-net-pci-tests/hotplug":                          {Name: "virtio"},
		bus + "e1000/pci-device/pci-device-tests/nop":                                {Name: "pci"},
		"arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers":                      {Name: "storage"},
		"arm/sx1/machine/machine-tests/start":                                        {Name: "machine", Generic: true},
		"x86_64/pc/pci-slot/rocker/device-tests/sweep":                               {Name: "pci", Generic: true},
		"x86_64/pc/pci-slot/usb-controller/usb-port/usb-kbd/device-tests/introspect": {Name: "usb", Generic: true},
	} {
		if got, ok := all[path]; got != want || !ok {
			t.Errorf("%s is of %v, in the graph: %t, want %v", path, got, ok, want)
		}
	}
	for path, family := range all {
		if family.Name == "" {
			t.Fatalf("%s is of no family", path)
		}
	}
}
