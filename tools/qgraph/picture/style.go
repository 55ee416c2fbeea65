package picture

import "github.com/qgraph/qgraph/graph"

// paint is the style of a node: colours as SVG and Graphviz both write them,
// and Graphviz's shape.
type paint struct {
	fill, stroke, text string
	shape              string
}

// kindPaint returns the style of a kind of nodes. The shapes alone tell them
// apart.
func kindPaint(kind graph.Kind) paint {
	switch kind {
	case graph.KindMachine:
		return paint{"#e6dff7", "#6b4fb0", "#1f1f1f", "box3d"}
	case graph.KindDriver:
		return paint{"#dcebfa", "#2f6fb0", "#1f1f1f", "box"}
	case graph.KindInterface:
		return paint{"#fff1bd", "#a07c12", "#1f1f1f", "box"} // rounded
	}
	return paint{"#fae3d2", "#b5622a", "#1f1f1f", "note"}
}

// with returns the style of a node with paths in that state.
func (p paint) with(state State) paint {
	switch state {
	case Plain:
	case Passed:
		p.fill = "#c9ecc9"
	case Mixed:
		p.fill = "#fbd3cd"
	case Failed:
		p.fill = "#f08a80"
	case NotRun:
		p.fill = "#ffffff"
	case Unavailable:
		p.fill, p.stroke, p.text = "#ededed", "#b4b4b4", "#808080"
	}
	return p
}

// pen is the style of an edge.
type pen struct {
	colour string
	width  float64
	dashes string // as in SVG's stroke-dasharray; "" for a solid line
	head   head
}

// head is the symbol at an end of an edge.
type head uint8

// The heads.
const (
	diamond head = iota // at the beginning: the container
	filled              // an arrow
	open                // an open arrow
)

// edgeKinds returns the kinds of edge in the order in which the documentation
// explains them.
func edgeKinds() []string { return []string{"contains", "produces", "consumed-by"} }

// kindPen returns the style of a kind of edges. They differ by more than
// colour, since the state of the paths may change that.
func kindPen(kind string) pen {
	switch kind {
	case "contains":
		return pen{"#6b4fb0", 1.6, "", diamond}
	case "produces":
		return pen{"#2f6fb0", 1.1, "", filled}
	}
	return pen{"#b5622a", 1.1, "5 3", open}
}

// with returns the style of an edge with paths in that state.
func (p pen) with(state State) pen {
	switch state {
	case Plain:
	case Passed:
		p.colour = "#2f9e44"
	case Mixed:
		p.colour, p.width = "#e5746a", p.width+0.4
	case Failed:
		p.colour, p.width = "#c92a2a", p.width+1
	case NotRun:
		p.colour = "#8a8a8a"
	case Unavailable:
		p.colour = "#cfcfcf"
	}
	return p
}

// states returns the states that a legend explains, in its order.
func states() []State { return []State{Passed, Mixed, Failed, NotRun, Unavailable} }
