package layout

import (
	"math"
	"slices"
)

// passes is how often vertices are drawn towards their neighbours on one side
// and then the other. More passes make no visible difference.
const passes = 30

// straight is the weight of a line between two bends, relative to one that ends
// at a box.
const straight = 8

// place gives each vertex its height: near the mean of its neighbours, in the
// order of its layer, with gaps between.
func (n *net) place(gaps Gaps) {
	for _, layer := range n.layers {
		y := 0.0
		for p, i := range layer {
			if p > 0 {
				y += n.distance(layer[p-1], i, gaps)
			}
			n.vertices[i].y = y
		}
	}
	for range passes {
		for l := range n.layers {
			n.settle(l, gaps, func(i int) (float64, float64) { return n.mean(i, n.vertices[i].left) })
		}
		for l := range slices.Backward(n.layers) {
			n.settle(l, gaps, func(i int) (float64, float64) { return n.mean(i, n.vertices[i].right) })
		}
	}
	for l := range n.layers {
		n.settle(l, gaps, func(i int) (float64, float64) {
			v := &n.vertices[i]
			return n.mean(i, slices.Concat(v.left, v.right))
		})
	}
	n.straighten(gaps)
	n.align(gaps)
	top := math.Inf(1)
	for _, v := range n.vertices {
		top = min(top, v.y-v.height/2)
	}
	for i := range n.vertices {
		n.vertices[i].y -= top
	}
}

// distance returns the minimal distance of the middles of two neighbours in a
// layer, a above b.
func (n *net) distance(a, b int, gaps Gaps) float64 {
	gap := gaps.Box
	if n.vertices[a].bend || n.vertices[b].bend {
		gap = gaps.Line
	}
	return (n.vertices[a].height+n.vertices[b].height)/2 + gap
}

// straighten moves bends to the height at which their lines leave a box, as far
// as possible without moving boxes much: long lines are then horizontal up to
// their last piece. Lines that share their bends because they end at one box are
// horizontal from their first piece on.
func (n *net) straighten(gaps Gaps) {
	const firm = 1000
	follow := func(l int, side func(*vertex) []int, back func(*vertex) []int) {
		n.settle(l, gaps, func(i int) (float64, float64) {
			v := &n.vertices[i]
			if !v.bend || len(side(v)) != 1 {
				return v.y, firm
			}
			next := side(v)[0]
			lines := n.byHeight(back(&n.vertices[next]))
			return n.port(next, slices.Index(lines, i), len(lines)), 1
		})
	}
	left, right := func(v *vertex) []int { return v.left }, func(v *vertex) []int { return v.right }
	for l := range slices.Backward(n.layers) {
		follow(l, right, left)
	}
	for l := range n.layers {
		follow(l, left, right)
	}
}

// align puts successive bends at one height if there is room for all of them.
func (n *net) align(gaps Gaps) {
	pos := n.positions()
	aligned := make([]bool, len(n.vertices))
	room := func(i int) (top, bottom float64) {
		v := &n.vertices[i]
		if aligned[i] {
			return v.y, v.y
		}
		top, bottom = math.Inf(-1), math.Inf(1)
		layer := n.layers[v.layer]
		if p := pos[i]; p > 0 {
			top = n.vertices[layer[p-1]].y + n.distance(layer[p-1], i, gaps)
		}
		if p := pos[i]; p < len(layer)-1 {
			bottom = n.vertices[layer[p+1]].y - n.distance(i, layer[p+1], gaps)
		}
		return top, bottom
	}
	for _, chain := range n.chains {
		for bends := chain[1 : len(chain)-1]; len(bends) > 0; {
			top, bottom := room(bends[0])
			count := 1
			for ; count < len(bends); count++ {
				t, b := room(bends[count])
				if t, b = max(top, t), min(bottom, b); t > b {
					break
				}
				top, bottom = max(top, t), min(bottom, b)
			}
			y := min(max(n.vertices[bends[0]].y, top), bottom)
			for _, i := range bends[:count] {
				n.vertices[i].y, aligned[i] = y, true
			}
			bends = bends[count:]
		}
	}
}

// settle moves the vertices of a layer as near to their desired heights as their
// distances allow, each with a weight: least squares under an order, solved by
// pooling adjacent violators (Ayer et al., 1955).
func (n *net) settle(l int, gaps Gaps, wish func(i int) (y, weight float64)) {
	type pool struct {
		sum, weight float64
		size        int
	}
	var pools []pool
	offsets := make([]float64, len(n.layers[l])) // distance from the first vertex
	for p, i := range n.layers[l] {
		if p > 0 {
			offsets[p] = offsets[p-1] + n.distance(n.layers[l][p-1], i, gaps)
		}
		y, weight := wish(i)
		next := pool{(y - offsets[p]) * weight, weight, 1}
		for len(pools) > 0 {
			above := pools[len(pools)-1]
			if above.sum/above.weight < next.sum/next.weight {
				break
			}
			next = pool{above.sum + next.sum, above.weight + next.weight, above.size + next.size}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, next)
	}
	p := 0
	for _, group := range pools {
		for range group.size {
			n.vertices[n.layers[l][p]].y = group.sum/group.weight + offsets[p]
			p++
		}
	}
}

// mean returns the mean height of neighbours of a vertex, and its weight.
func (n *net) mean(i int, neighbours []int) (y, weight float64) {
	v := &n.vertices[i]
	if len(neighbours) == 0 {
		return v.y, 0.1 // gives way to vertices with neighbours
	}
	for _, j := range neighbours {
		w := 1.0
		if v.bend && n.vertices[j].bend {
			w = straight
		}
		y += float64(w * n.vertices[j].y) // the conversion forbids a fused operation, which some processors lack
		weight += w
	}
	return y / weight, weight
}
