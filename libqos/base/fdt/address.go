package fdt

import (
	"errors"
	"fmt"
)

// Range is a range of addresses.
type Range struct {
	Base uint64
	Size uint64 // in bytes
}

// Mapping is an entry of the property "ranges". It maps part of a bus's address
// space to the bus above.
type Mapping struct {
	Child  []uint32 // address on the bus, in as many cells as the bus has
	Parent uint64   // address on the bus above
	Size   uint64   // in bytes
}

// Cells of addresses and sizes by default (section 2.3.5 "#address-cells and
// #size-cells").
const (
	defaultAddressCells = 2
	defaultSizeCells    = 1
)

// AddressCells returns how many cells an address of the node's children has.
func (n *Node) AddressCells() (int, error) { return n.count("#address-cells", defaultAddressCells) }

// SizeCells returns how many cells a size of the node's children has.
func (n *Node) SizeCells() (int, error) { return n.count("#size-cells", defaultSizeCells) }

// count returns a property that counts cells.
func (n *Node) count(name string, missing int) (int, error) {
	v, err := n.Cell(name)
	switch {
	case errors.Is(err, ErrNoProperty):
		return missing, nil
	case err == nil && v > 4:
		err = n.errorf(name, fmt.Errorf("%d: %w", v, ErrValue))
	}
	return int(v), err
}

// Reg returns the address ranges of the node's registers, as the CPU sees them
// (section 2.3.6 "reg").
func (n *Node) Reg() ([]Range, error) {
	if n.parent == nil {
		return nil, n.errorf("reg", ErrNoProperty)
	}
	address, size, err := n.parent.shape()
	if err != nil {
		return nil, err
	}
	entries, err := n.entries("reg", address+size)
	if err != nil {
		return nil, err
	}
	var list []Range
	for _, e := range entries {
		r := Range{number(e[:address]), number(e[address:])}
		if r.Base, err = n.parent.translate(r); err != nil {
			return nil, n.errorf("reg", err)
		}
		list = append(list, r)
	}
	return list, nil
}

// Ranges returns the mappings of the node's own bus into the CPU's address
// space (section 2.3.8 "ranges").
func (n *Node) Ranges() ([]Mapping, error) {
	list, err := n.ranges()
	if err != nil || n.parent == nil {
		return list, err
	}
	for i, m := range list {
		if list[i].Parent, err = n.parent.translate(Range{m.Parent, m.Size}); err != nil {
			return nil, n.errorf("ranges", err)
		}
	}
	return list, nil
}

// ranges is [Node.Ranges] with addresses of the bus above.
func (n *Node) ranges() ([]Mapping, error) {
	child, size, err := n.shape()
	if err != nil {
		return nil, err
	}
	parent := child
	if n.parent != nil {
		if parent, _, err = n.parent.shape(); err != nil {
			return nil, err
		}
	}
	entries, err := n.entries("ranges", child+parent+size)
	if err != nil {
		return nil, err
	}
	var list []Mapping
	for _, e := range entries {
		list = append(list, Mapping{e[:child], number(e[child : child+parent]), number(e[child+parent:])})
	}
	return list, nil
}

// translate returns the CPU's address of a range on the node's bus.
func (n *Node) translate(r Range) (uint64, error) {
	if n.parent == nil {
		return r.Base, nil
	}
	if v, found := n.Property("ranges"); found && len(v) == 0 {
		return n.parent.translate(r) // the same addresses on both buses
	}
	list, err := n.ranges()
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		start := number(m.Child)
		if r.Base >= start && r.Base-start+r.Size <= m.Size {
			return n.parent.translate(Range{m.Parent + (r.Base - start), r.Size})
		}
	}
	return 0, fmt.Errorf("%#x, %#x bytes, on the bus of %v: %w", r.Base, r.Size, n, ErrUnmapped)
}

// shape returns how many cells addresses and sizes on the node's bus have.
func (n *Node) shape() (address, size int, err error) {
	if address, err = n.AddressCells(); err != nil {
		return 0, 0, err
	}
	size, err = n.SizeCells()
	return address, size, err
}

// entries returns a property that is an array of entries of that many cells.
func (n *Node) entries(name string, cells int) ([][]uint32, error) {
	v, err := n.Cells(name)
	if err != nil {
		return nil, err
	}
	if cells == 0 || len(v)%cells != 0 {
		return nil, n.errorf(name, fmt.Errorf("got %d cells, want a multiple of %d: %w", len(v), cells, ErrValue))
	}
	var list [][]uint32
	for ; len(v) > 0; v = v[cells:] {
		list = append(list, v[:cells])
	}
	return list, nil
}

// number returns the number that the cells make up. Of more than two cells it
// returns the low 64 bits: the first of three gives the kind of address.
func number(cells []uint32) uint64 {
	var v uint64
	for _, c := range cells {
		v = v<<32 | uint64(c)
	}
	return v
}
