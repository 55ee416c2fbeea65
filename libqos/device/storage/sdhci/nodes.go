package sdhci

import "github.com/qgraph/qgraph/graph"

// Interface is the interface of SD host controllers.
var Interface = graph.NewInterface[*Controller]("sdhci")

// PCIDriver is the controller as a PCI device.
var PCIDriver = graph.NewDriver[*PCI]("sdhci-pci")

// GenericDriver is the controller in the memory map of a system on chip.
var GenericDriver = graph.NewDriver[*MemoryMapped]("generic-sdhci")
