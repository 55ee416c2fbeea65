package sd

import (
	"context"

	"github.com/qgraph/qgraph/graph"
)

// Port is a host controller that a test can start.
type Port interface {
	Host
	// Start prepares the host, in any state, for the identification of a card: supply, and a clock that is slow enough.
	Start(ctx context.Context) error
}

// Interface is the bus of a host without a card: a device can be plugged in.
var Interface = graph.NewInterface[Port]("sd-bus")

// CardDriver is an SD memory card, with the host of its bus. Its slot is [Slot].
var CardDriver = graph.NewDriver[Port]("sd-card")

// Slot is the QEMU drive that represents the slot of the card. Code that adds a host with a card to a command line must add
// that drive too, with [CardBySlot] or [CardByDevice], without a medium. A test inserts a card by inserting a medium while the
// machine runs.
var Slot = graph.NewHandle("sdslot")

// CardBySlot adds the drive for a machine that puts a card into the slot itself.
func CardBySlot() graph.EdgeOption { return graph.Define(Slot, drive("sd")) }

// CardByDevice adds the drive and the card in the slot, for a host whose machine does not add a card.
func CardByDevice() []graph.EdgeOption {
	return []graph.EdgeOption{
		NoCard(),
		graph.After(graph.Option{Flag: "-device", Type: CardDriver.Name(), Props: []graph.Prop{InSlot()}}),
	}
}

// NoCard adds the drive for a device that is plugged in with [InSlot].
func NoCard() graph.EdgeOption { return graph.Define(Slot, drive("none")) }

// InSlot is the property of a card in the slot.
func InSlot() graph.Prop { return graph.Prop{Name: "drive", Value: graph.Ref(Slot)} }

func drive(bus string) graph.Backend {
	return graph.Backend{Kind: graph.Drive, Props: []graph.Prop{graph.P("if", bus)}}
}
