package fdt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Errors that this package's errors wrap.
var (
	ErrFormat     = errors.New("not a valid flattened device tree")
	ErrNoNode     = errors.New("the device tree has no such node")
	ErrNoProperty = errors.New("the node has no such property")
	ErrValue      = errors.New("the property has an unexpected format")
	ErrUnmapped   = errors.New("no range covers it")
)

// Node is a node of a device tree.
type Node struct {
	Name     string // with the unit address: "pcie@10000000"; "" is the root
	Children []*Node
	parent   *Node
	names    []string // of the properties, in the tree's order
	values   map[string][]byte
}

// String returns the path of the node.
func (n *Node) String() string {
	if n.parent == nil {
		return "/"
	}
	return strings.TrimSuffix(n.parent.String(), "/") + "/" + n.Name
}

// Parent returns the node above; nil for the root.
func (n *Node) Parent() *Node { return n.parent }

// Properties returns the names of the node's properties in the tree's order.
func (n *Node) Properties() []string { return slices.Clone(n.names) }

// Property returns the bytes of a property; false if the node does not have it.
func (n *Node) Property(name string) ([]byte, bool) {
	v, found := n.values[name]
	return v, found
}

// Cells returns a property that is an array of 32-bit cells.
func (n *Node) Cells(name string) ([]uint32, error) {
	v, found := n.values[name]
	switch {
	case !found:
		return nil, n.errorf(name, ErrNoProperty)
	case len(v)%4 != 0:
		return nil, n.errorf(name, fmt.Errorf("%d bytes: %w", len(v), ErrValue))
	}
	cells := make([]uint32, len(v)/4)
	for i := range cells {
		cells[i] = binary.BigEndian.Uint32(v[4*i:])
	}
	return cells, nil
}

// Cell returns a property that is one 32-bit cell.
func (n *Node) Cell(name string) (uint32, error) {
	cells, err := n.Cells(name)
	if err == nil && len(cells) != 1 {
		err = n.errorf(name, fmt.Errorf("got %d cells, want 1: %w", len(cells), ErrValue))
	}
	if err != nil {
		return 0, err
	}
	return cells[0], nil
}

// Strings returns a property that is a list of strings; none if the node does
// not have it.
func (n *Node) Strings(name string) []string {
	v := string(n.values[name])
	if v == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(v, "\x00"), "\x00")
}

// Compatible reports whether the node's property "compatible" lists a model.
func (n *Node) Compatible(model string) bool {
	return slices.Contains(n.Strings("compatible"), model)
}

// All returns this node and those below it that are compatible with a model, in
// the tree's order.
func (n *Node) All(model string) []*Node {
	return n.all(func(n *Node) bool { return n.Compatible(model) })
}

// Find returns the only node, this one or one below it, that is compatible with
// a model. It is an error if there is none, or more than one.
func (n *Node) Find(model string) (*Node, error) {
	found := n.All(model)
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("fdt: find %q below %v: %w", model, n, ErrNoNode)
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("fdt: find %q below %v: got both %v and %v, want one node", model, n, found[0], found[1])
}

func (n *Node) all(matches func(*Node) bool) []*Node {
	var found []*Node
	if matches(n) {
		found = append(found, n)
	}
	for _, child := range n.Children {
		found = append(found, child.all(matches)...)
	}
	return found
}

// phandle returns the node with that number from the whole tree (section 2.3.3
// "phandle").
func (n *Node) phandle(number uint32) (*Node, error) {
	root := n
	for root.parent != nil {
		root = root.parent
	}
	found := root.all(func(n *Node) bool {
		v, err := n.Cell("phandle")
		return err == nil && v == number
	})
	if len(found) != 1 {
		return nil, fmt.Errorf("phandle %#x: got %d nodes, want 1: %w", number, len(found), ErrNoNode)
	}
	return found[0], nil
}

// errorf names the node and the property in an error.
func (n *Node) errorf(property string, err error) error {
	return fmt.Errorf("fdt: %s of %v: %w", property, n, err)
}
