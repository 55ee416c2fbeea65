package pcitree

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// The first cell of an address on a PCI bus, phys.hi (section 2.2.1.1
// "Numerical Representation").
const (
	spaceShift    = 24
	spaceMask     = 3
	spaceIO       = 1
	spaceMemory32 = 2
	spaceMemory64 = 3
	busShift      = 16
	devFnShift    = 8
)

// addressCells is the number of cells of an address on a PCI bus (section 3.1.1
// "Open Firmware-defined Properties for PCI Bus Bridges").
const addressCells = 3

// unused is the number of bytes left free at address zero of a window. Zero in
// a BAR means that it has no address.
const unused = 4096

// Windows returns the address ranges for BARs, in the order of the node's
// "ranges".
func Windows(node *fdt.Node) ([]pci.Window, error) {
	list, err := node.Ranges()
	if err != nil {
		return nil, fmt.Errorf("pcitree: %w", err)
	}
	var windows []pci.Window
	for _, m := range list {
		if len(m.Child) != addressCells {
			return nil, fmt.Errorf("pcitree: ranges of %v: got addresses of %d cells, want the 3 of PCI", node, len(m.Child))
		}
		w := pci.Window{Base: uint64(m.Child[1])<<32 | uint64(m.Child[2]), Size: m.Size, CPU: m.Parent}
		switch m.Child[0] >> spaceShift & spaceMask {
		case spaceIO:
			w.IO = true
		case spaceMemory32, spaceMemory64:
		default:
			continue // configuration space
		}
		if w.Base == 0 && w.Size > unused {
			w.Base, w.CPU, w.Size = unused, w.CPU+unused, w.Size-unused
		}
		windows = append(windows, w)
	}
	return windows, nil
}

// Interrupt returns the controller's input for the pin of a function on the
// node's own bus.
func Interrupt(node *fdt.Node, at pci.Address, pin pci.Pin) (fdt.Interrupt, error) {
	if pin < pci.INTA || pin > pci.INTD {
		return fdt.Interrupt{}, fmt.Errorf("pcitree: interrupt of %v at %v: %w", pin, at, pci.ErrNoPin)
	}
	unit := []uint32{uint32(at.Bus)<<busShift | uint32(at.DevFn())<<devFnShift, 0, 0}
	i, err := node.MapInterrupt(unit, []uint32{uint32(pin)})
	if err != nil {
		return fdt.Interrupt{}, fmt.Errorf("pcitree: interrupt of %v at %v: %w", pin, at, err)
	}
	return i, nil
}
