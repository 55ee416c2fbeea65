package layout

import "slices"

// net is the graph with a vertex wherever an edge passes through a layer: each
// segment leads from one layer to the next.
type net struct {
	vertices []vertex
	layers   [][]int // vertices of each layer, from top to bottom
	chains   [][]int // the vertices that each edge runs through, from left to right
}

// vertex is a box, or a bend: a point at which lines pass through a layer. The
// first vertices are the boxes.
type vertex struct {
	layer         int
	bend          bool
	width, height float64
	y             float64 // height of its middle
	left, right   []int   // neighbours in the layers beside it
}

// newNet puts bends into edges. Long edges that leave one box, or end at one,
// share their bends as far as possible: the whole graph has boxes with dozens of
// them.
func newNet(g Graph, edges []Edge, layer []int) *net {
	n := &net{chains: make([][]int, len(edges))}
	long := func(e Edge) bool { return layer[e.To]-layer[e.From] > 1 }
	from, to := make([]int, len(g.Boxes)), make([]int, len(g.Boxes)) // number of long edges
	for i, b := range g.Boxes {
		n.add(vertex{layer: layer[i], width: b.Width, height: b.Height})
	}
	for _, e := range edges {
		if long(e) {
			from[e.From]++
			to[e.To]++
		}
	}
	type bend struct {
		box, layer int
		outgoing   bool
	}
	bends := map[bend]int{}
	for i, e := range edges {
		chain := []int{e.From}
		for l := layer[e.From] + 1; l < layer[e.To]; l++ {
			key := bend{e.To, l, false}
			if from[e.From] >= to[e.To] {
				key = bend{e.From, l, true}
			}
			if _, there := bends[key]; !there {
				bends[key] = n.add(vertex{layer: l, bend: true})
			}
			chain = append(chain, bends[key])
		}
		n.chains[i] = append(chain, e.To)
		for j := range n.chains[i][1:] {
			n.link(n.chains[i][j], n.chains[i][j+1])
		}
	}
	return n
}

// add adds a vertex at the bottom of its layer.
func (n *net) add(v vertex) int {
	for len(n.layers) <= v.layer {
		n.layers = append(n.layers, nil)
	}
	n.vertices = append(n.vertices, v)
	i := len(n.vertices) - 1
	n.layers[v.layer] = append(n.layers[v.layer], i)
	return i
}

// link joins two vertices of neighbouring layers, unless they are already
// joined.
func (n *net) link(left, right int) {
	if l, r := &n.vertices[left], &n.vertices[right]; !slices.Contains(l.right, right) {
		l.right = append(l.right, right)
		r.left = append(r.left, left)
	}
}
