package fdt

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interrupt is an input of an interrupt controller.
type Interrupt struct {
	Controller *Node
	Specifier  []uint32 // in the controller's own format
}

// Route maps an interrupt of the tree to an input of one of QEMU's interrupt
// controllers. Each machine with a tree has one.
type Route func(Interrupt) (guest.Wire, error)

// To is the route of a machine with one interrupt controller. The controller's
// specifiers begin with the number of the input, as most do.
func To(c guest.Controller) Route {
	return func(i Interrupt) (guest.Wire, error) { return c.Line(int(i.Specifier[0])), nil }
}

// Interrupts returns the inputs that a device raises (section 2.4.1 "Properties
// for Interrupt Generating Devices").
func (n *Node) Interrupts() ([]Interrupt, error) {
	if _, found := n.Property("interrupts-extended"); found {
		return n.interruptsExtended()
	}
	controller, err := n.interruptParent()
	if err != nil {
		return nil, n.errorf("interrupts", err)
	}
	size, err := controller.count("#interrupt-cells", 0)
	if err != nil {
		return nil, err
	}
	entries, err := n.entries("interrupts", size)
	if err != nil {
		return nil, err
	}
	var list []Interrupt
	for _, e := range entries {
		list = append(list, Interrupt{controller, e})
	}
	return list, nil
}

func (n *Node) interruptsExtended() ([]Interrupt, error) {
	const name = "interrupts-extended"
	cells, err := n.Cells(name)
	if err != nil {
		return nil, err
	}
	var list []Interrupt
	for len(cells) > 0 {
		var i Interrupt
		if i, cells, err = n.input(cells, false); err != nil {
			return nil, n.errorf(name, err)
		}
		list = append(list, i)
	}
	return list, nil
}

// interruptParent returns the controller of the node's interrupts. The node
// itself names it, or else the nearest node above that names one.
func (n *Node) interruptParent() (*Node, error) {
	for at := n; at != nil; at = at.parent {
		if _, found := at.Property("interrupt-parent"); !found {
			continue
		}
		number, err := at.Cell("interrupt-parent")
		if err != nil {
			return nil, err
		}
		return n.phandle(number)
	}
	return nil, fmt.Errorf("interrupt-parent: %w", ErrNoProperty)
}

// input reads a controller's phandle, its unit address if the cells have one,
// and the specifier.
func (n *Node) input(cells []uint32, address bool) (i Interrupt, rest []uint32, err error) {
	if i.Controller, err = n.phandle(cells[0]); err != nil {
		return i, nil, err
	}
	size, err := i.Controller.count("#interrupt-cells", 0)
	if err != nil {
		return i, nil, err
	}
	skip := 0
	if address {
		if skip, err = i.Controller.count("#address-cells", 0); err != nil {
			return i, nil, err
		}
	}
	end := 1 + skip + size
	if size == 0 || len(cells) < end {
		return i, nil, fmt.Errorf("got %d cells, want the %[3]d of %[2]v: %[4]w", len(cells)-1, i.Controller, skip+size, ErrValue)
	}
	i.Specifier = cells[1+skip : end]
	return i, cells[end:], nil
}

// MapInterrupt looks up an interrupt of the node's bus in its "interrupt-map"
// (section 2.4.3 "Interrupt Nexus Properties"). The key is the device's unit
// address and its specifier on the bus.
func (n *Node) MapInterrupt(address, specifier []uint32) (Interrupt, error) {
	key := slices.Concat(address, specifier)
	mask, err := n.Cells("interrupt-map-mask")
	if err != nil {
		return Interrupt{}, err
	}
	if len(mask) != len(key) {
		return Interrupt{}, n.errorf("interrupt-map-mask", fmt.Errorf("got %d cells, want the %d of the key: %w", len(mask), len(key), ErrValue))
	}
	for i := range key {
		key[i] &= mask[i]
	}
	cells, err := n.Cells("interrupt-map")
	if err != nil {
		return Interrupt{}, err
	}
	for len(cells) > len(key) {
		entry, rest, err := n.input(cells[len(key):], true)
		if err != nil {
			return Interrupt{}, n.errorf("interrupt-map", err)
		}
		if slices.Equal(cells[:len(key)], key) {
			return entry, nil
		}
		cells = rest
	}
	return Interrupt{}, n.errorf("interrupt-map", fmt.Errorf("%#x: %w", key, ErrUnmapped))
}
