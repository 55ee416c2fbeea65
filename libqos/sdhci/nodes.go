package sdhci

import "github.com/qgraph/qgraph/graph"

// Interface is what every driver of an SD host controller produces.
var Interface = graph.NewInterface[*Controller]("sdhci")

// PCIDriver is the controller as a PCI device.
var PCIDriver = graph.NewDriver[*PCI]("sdhci-pci")

// GenericDriver is the controller that a system on chip has in its memory map.
var GenericDriver = graph.NewDriver[*MemoryMapped]("generic-sdhci")

// Slot is the id of the QEMU drive that stands for the controller's card slot.
// Whoever adds the controller to a command line adds that drive too, without a
// medium: a card is inserted by inserting a medium while the machine runs.
const Slot = "sdslot"
