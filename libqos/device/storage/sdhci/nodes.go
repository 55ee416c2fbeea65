package sdhci

import "github.com/qgraph/qgraph/graph"

// Interface is the interface of SD host controllers.
var Interface = graph.NewInterface[*Controller]("sdhci")

// PCIDriver is the controller as a PCI device.
var PCIDriver = graph.NewDriver[*PCI]("sdhci-pci")

// GenericDriver is the controller in the memory map of a system on chip.
var GenericDriver = graph.NewDriver[*MemoryMapped]("generic-sdhci")

// Slot is the QEMU drive that represents the controller's card slot. Code that adds
// the controller to a command line must add that drive too, with [CardBySlot] or
// [CardByDevice], without a medium. A test inserts a card by inserting a medium while
// the machine runs.
var Slot = graph.NewHandle("sdslot")

// CardBySlot adds the drive for a machine that puts a card into the controller's slot
// itself.
func CardBySlot() graph.EdgeOption { return graph.Define(Slot, drive("sd")) }

// CardByDevice adds the drive and the card in the controller's slot, for a controller
// whose machine does not add a card.
func CardByDevice() []graph.EdgeOption {
	return []graph.EdgeOption{
		graph.Define(Slot, drive("none")),
		graph.After(graph.Option{Flag: "-device", Type: "sd-card", Props: []graph.Prop{{Name: "drive", Value: graph.Ref(Slot)}}}),
	}
}

func drive(bus string) graph.Backend {
	return graph.Backend{Kind: graph.Drive, Props: []graph.Prop{graph.P("if", bus)}}
}
