package hda

import (
	"context"
	"fmt"
)

// Widget is a node of a function group.
type Widget struct {
	Node        Node
	Caps        uint32
	Connections []Node
}

// Type returns the kind of the widget.
func (w Widget) Type() WidgetType { return WidgetType(w.Caps >> 20 & 0xf) }

// Get returns a parameter of a node.
func (c *Codec) Get(ctx context.Context, n Node, p ParameterID) (uint32, error) {
	return c.Immediate(ctx, Parameter(c.Address, n, p))
}

// Below returns the nodes under a node.
func (c *Codec) Below(ctx context.Context, n Node) ([]Node, error) {
	v, err := c.Get(ctx, n, SubordinateNodes)
	if err != nil {
		return nil, err
	}
	var nodes []Node
	for i := range v & 0xff {
		nodes = append(nodes, Node(v>>16&0xff)+Node(i))
	}
	return nodes, nil
}

// audioGroup is the type of an audio function group.
const audioGroup = 0x01

// Tree returns the codec's audio function group and its widgets (the specification, section 7.1.1 "Modular Architecture").
func (c *Codec) Tree(ctx context.Context) (group Node, widgets []Widget, err error) {
	groups, err := c.Below(ctx, RootNode)
	if err != nil {
		return 0, nil, err
	}
	for _, g := range groups {
		kind, err := c.Get(ctx, g, FunctionGroupType)
		if err != nil {
			return 0, nil, err
		}
		if kind&0xff == audioGroup {
			widgets, err = c.widgets(ctx, g)
			return g, widgets, err
		}
	}
	return 0, nil, fmt.Errorf("hda: codec %d has no audio function group among %v", c.Address, groups)
}

func (c *Codec) widgets(ctx context.Context, group Node) ([]Widget, error) {
	nodes, err := c.Below(ctx, group)
	if err != nil {
		return nil, err
	}
	var widgets []Widget
	for _, n := range nodes {
		w := Widget{Node: n}
		if w.Caps, err = c.Get(ctx, n, WidgetCaps); err != nil {
			return nil, err
		}
		if w.Caps&CapConnection != 0 {
			if w.Connections, err = c.connections(ctx, n); err != nil {
				return nil, err
			}
		}
		widgets = append(widgets, w)
	}
	return widgets, nil
}

// connections returns the list of a node's connections, in the short form: four numbers to an answer.
func (c *Codec) connections(ctx context.Context, n Node) ([]Node, error) {
	length, err := c.Get(ctx, n, ConnectionLength)
	if err != nil {
		return nil, err
	}
	var nodes []Node
	for i := range length & 0x7f {
		v, err := c.Immediate(ctx, Long(c.Address, n, GetConnectionList, uint8(i&^3)))
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, Node(v>>(8*(i&3))))
	}
	return nodes, nil
}
