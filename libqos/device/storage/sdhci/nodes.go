package sdhci

import "github.com/qgraph/qgraph/graph"

// Interface is what every driver of an SD host controller produces.
var Interface = graph.NewInterface[*Controller]("sdhci")

// PCIDriver is the controller as a PCI device.
var PCIDriver = graph.NewDriver[*PCI]("sdhci-pci")

// GenericDriver is the controller that a system on chip has in its memory map.
var GenericDriver = graph.NewDriver[*MemoryMapped]("generic-sdhci")

// Slot is the QEMU drive that stands for the controller's card slot. Whoever adds the
// controller to a command line adds that drive too, with [CardBySlot] or
// [CardByDevice], without a medium: a card is inserted by inserting a medium while the
// machine runs.
var Slot = graph.NewHandle("sdslot")

// CardBySlot adds the drive of a machine that puts a card into the controller's slot
// itself.
func CardBySlot() graph.EdgeOption { return graph.Define(Slot, drive("sd")) }

// CardByDevice adds the drive, and the card that goes into the controller's slot, for
// a controller into whose slot nobody else puts one.
func CardByDevice() []graph.EdgeOption {
	return []graph.EdgeOption{
		graph.Define(Slot, drive("none")),
		graph.After(graph.Option{Flag: "-device", Type: "sd-card", Props: []graph.Prop{{Name: "drive", Value: graph.Ref(Slot)}}}),
	}
}

func drive(bus string) graph.Backend {
	return graph.Backend{Kind: graph.Drive, Props: []graph.Prop{graph.P("if", bus)}}
}
