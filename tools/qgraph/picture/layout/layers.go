package layout

import (
	"math"
	"slices"
)

// acyclic returns the edges of g, with those that would close a cycle turned
// round, and tells which ones it turned.
func acyclic(g Graph) (forward []Edge, backward []bool) {
	out := make([][]int, len(g.Boxes)) // indices of edges
	for i, e := range g.Edges {
		out[e.From] = append(out[e.From], i)
	}
	forward, backward = slices.Clone(g.Edges), make([]bool, len(g.Edges))
	const unseen, open, done = 0, 1, 2
	state := make([]int, len(g.Boxes))
	type frame struct{ box, next int }
	for root := range g.Boxes {
		if state[root] != unseen {
			continue
		}
		state[root] = open
		for stack := []frame{{box: root}}; len(stack) > 0; {
			f := &stack[len(stack)-1]
			if f.next == len(out[f.box]) {
				state[f.box] = done
				stack = stack[:len(stack)-1]
				continue
			}
			i := out[f.box][f.next]
			f.next++
			switch to := g.Edges[i].To; state[to] {
			case open:
				forward[i], backward[i] = Edge{to, f.box}, true
			case unseen:
				state[to] = open
				stack = append(stack, frame{box: to})
			}
		}
	}
	return forward, backward
}

// assignLayers returns the layer of each box: every edge leads to a higher one.
// Each box is put as far left as possible, and then moved right if that makes its
// edges shorter.
func assignLayers(g Graph, edges []Edge) []int {
	in, out := make([][]int, len(g.Boxes)), make([][]int, len(g.Boxes))
	for _, e := range edges {
		out[e.From] = append(out[e.From], e.To)
		in[e.To] = append(in[e.To], e.From)
	}
	layer := make([]int, len(g.Boxes))
	order := topological(in, out)
	for _, b := range order {
		for _, from := range in[b] {
			layer[b] = max(layer[b], layer[from]+1)
		}
	}
	for moved := true; moved; {
		moved = false
		for _, b := range slices.Backward(order) {
			fixed := len(out[b]) == 0 || g.Boxes[b].First && len(in[b]) == 0
			if fixed || len(out[b]) < len(in[b]) {
				continue
			}
			right := math.MaxInt
			for _, to := range out[b] {
				right = min(right, layer[to]-1)
			}
			if right > layer[b] {
				layer[b], moved = right, true
			}
		}
	}
	return layer
}

// topological returns the boxes in an order in which every edge leads forward.
func topological(in, out [][]int) []int {
	missing := make([]int, len(in))
	var order []int
	for b := range in {
		missing[b] = len(in[b])
		if missing[b] == 0 {
			order = append(order, b)
		}
	}
	for i := 0; i < len(order); i++ {
		for _, to := range out[order[i]] {
			if missing[to]--; missing[to] == 0 {
				order = append(order, to)
			}
		}
	}
	return order
}
