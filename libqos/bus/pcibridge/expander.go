package pcibridge

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// ExpanderBus is the number of the root bus that an expander adds to a machine (QEMU 11.1,
// docs/pci_expander_bridge.rst, bus_nr).
const ExpanderBus = 0x40

// expander is the host of a further root bus. Its function on the first root bus has no registers but
// the identity. One half of the machine's windows is that bus's.
type expander struct {
	pci.Host
	at pci.Address // of its function
}

// NewExpander returns the root bus, of that kind, behind the expander at the first root bus's slot.
func NewExpander(root *pci.Bus, kind pci.BusKind) *pci.Bus {
	options := []pci.BusOption{pci.WithKind(kind), pci.WithSetup(root.Setup)}
	if !root.HasMessages() {
		options = append(options, pci.WithoutMessages())
	}
	return pci.NewBus(root.Machine(), expander{root.Host(), root.Slot()}, pci.Address{Bus: ExpanderBus}, options...)
}

// Windows returns the address ranges for BARs, of both root buses.
func (e expander) Windows() []pci.Window {
	var windows []pci.Window
	for _, w := range e.Host.Windows() {
		if w.Bus != e.at.Bus {
			windows = append(windows, w)
			continue
		}
		own, further := Halves(w)
		further.Bus = ExpanderBus
		windows = append(windows, own, further)
	}
	return windows
}

// IntLine returns the wire of the pin. The pins of the further bus go through those of the expander, as
// through a bridge.
func (e expander) IntLine(ctx context.Context, at pci.Address, pin pci.Pin) (guest.Wire, error) {
	if at.Bus != ExpanderBus {
		return e.Host.IntLine(ctx, at, pin)
	}
	return e.Host.IntLine(ctx, e.at, swizzled(at, pin))
}

// swizzled returns the pin of a bridge for the pin of a device behind it: the wiring of the four pins moves
// on by one from device to device (section 9.1 "Interrupt Routing").
func swizzled(at pci.Address, pin pci.Pin) pci.Pin {
	const pins = 4
	return pci.INTA + (pin-pci.INTA+pci.Pin(at.Device))%pins
}
