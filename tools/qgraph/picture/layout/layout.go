package layout

import "fmt"

// Box is the size of a box, and a constraint on its place.
type Box struct {
	Width, Height float64
	First         bool // in the first layer, if no edge ends at the box
}

// Edge is an edge between two boxes, named by their indices.
type Edge struct{ From, To int }

// Graph is the input of a drawing.
type Graph struct {
	Boxes []Box
	Edges []Edge
}

// Gaps are the minimal distances in a drawing.
type Gaps struct {
	Box   float64 // between boxes of one layer
	Line  float64 // between a line that passes through a layer and its neighbours
	Layer float64 // between layers, at least; more if lines are steep
}

// Point is a place on the drawing; Y grows downwards.
type Point struct{ X, Y float64 }

// Rect is the place of a box: its upper left corner and its size.
type Rect struct{ X, Y, Width, Height float64 }

// Route is the way of an edge from the border of one box to that of another.
// Its points are joined by curves that are horizontal at each point; where two
// neighbours have the same Y that is a straight line.
type Route []Point

// Drawing holds the places of all boxes and edges. The indices are those of the
// [Graph].
type Drawing struct {
	Boxes         []Rect
	Routes        []Route
	Width, Height float64
}

// Draw lays out g. It is an error if an edge leads from a box to itself, or
// names a nonexistent box, or if a box has no size.
func Draw(g Graph, gaps Gaps) (*Drawing, error) {
	for i, b := range g.Boxes {
		if !(b.Width > 0 && b.Height > 0) {
			return nil, fmt.Errorf("layout: box %d is %v by %v", i, b.Width, b.Height)
		}
	}
	for i, e := range g.Edges {
		if e.From < 0 || e.To < 0 || e.From >= len(g.Boxes) || e.To >= len(g.Boxes) || e.From == e.To {
			return nil, fmt.Errorf("layout: edge %d leads from box %d to box %d of %d", i, e.From, e.To, len(g.Boxes))
		}
	}
	forward, backward := acyclic(g)
	n := newNet(g, forward, assignLayers(g, forward))
	n.order()
	n.place(gaps)
	return n.drawing(backward, gaps), nil
}
