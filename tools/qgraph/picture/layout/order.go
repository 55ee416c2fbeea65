package layout

import (
	"cmp"
	"slices"
)

// sweeps is how often the order within layers is improved from each side. The
// best order is used; the whole graph has it after a dozen.
const sweeps = 24

// order puts the vertices of each layer into an order with few crossings. The
// result of the sweeps depends on their starting order. A depth-first walk keeps
// related vertices together. A breadth-first walk is better for tangled graphs,
// and is preferred if it saves a tenth of the crossings.
func (n *net) order() {
	deep, crossings := n.improve(true)
	wide, fewer := n.improve(false)
	n.layers = deep
	if fewer*10 < crossings*9 {
		n.layers = wide
	}
}

// improve returns the best order of the sweeps after a walk, and the number of
// its crossings.
func (n *net) improve(deep bool) (best [][]int, fewest int) {
	n.walk(deep)
	best, fewest = n.copyLayers(), n.crossings()
	keep := func() {
		if c := n.crossings(); c < fewest {
			best, fewest = n.copyLayers(), c
		}
	}
	for range sweeps {
		for l := 1; l < len(n.layers); l++ {
			n.sortLayer(l, func(v *vertex) []int { return v.left })
		}
		n.transpose()
		keep()
		for l := len(n.layers) - 2; l >= 0; l-- {
			n.sortLayer(l, func(v *vertex) []int { return v.right })
		}
		n.transpose()
		keep()
	}
	return best, fewest
}

// walk orders layers as a walk over the graph meets their vertices. A
// breadth-first walk begins at an end of a connected part: from the middle, it
// would fold up the drawing.
func (n *net) walk(deep bool) {
	for l := range n.layers {
		n.layers[l] = n.layers[l][:0]
	}
	seen := make([]bool, len(n.vertices))
	for root := range n.vertices {
		if seen[root] {
			continue
		}
		met := n.from(root, deep)
		if !deep {
			met = n.from(met[len(met)-1], deep)
		}
		for _, i := range met {
			seen[i] = true
			l := n.vertices[i].layer
			n.layers[l] = append(n.layers[l], i)
		}
	}
}

// from returns the vertices connected with root in the order of a walk from
// there, depth-first or else breadth-first.
func (n *net) from(root int, deep bool) []int {
	var met []int
	seen := map[int]bool{}
	for queue := []int{root}; len(queue) > 0; {
		next := 0
		if deep {
			next = len(queue) - 1
		}
		i := queue[next]
		queue = slices.Delete(queue, next, next+1)
		if seen[i] {
			continue
		}
		seen[i] = true
		met = append(met, i)
		around := slices.Concat(n.vertices[i].right, n.vertices[i].left)
		if deep {
			slices.Reverse(around)
		}
		queue = append(queue, around...)
	}
	return met
}

func (n *net) copyLayers() [][]int {
	layers := make([][]int, len(n.layers))
	for l := range layers {
		layers[l] = slices.Clone(n.layers[l])
	}
	return layers
}

// positions returns the place of each vertex in its layer.
func (n *net) positions() []int {
	pos := make([]int, len(n.vertices))
	for _, layer := range n.layers {
		for p, i := range layer {
			pos[i] = p
		}
	}
	return pos
}

// sortLayer sorts a layer by the mean place of each vertex's neighbours. A
// vertex without neighbours stays in place.
func (n *net) sortLayer(l int, neighbours func(*vertex) []int) {
	pos := n.positions()
	layer := n.layers[l]
	mean := map[int]float64{}
	var sortable []int
	for _, i := range layer {
		near := neighbours(&n.vertices[i])
		if len(near) == 0 {
			continue
		}
		sum := 0
		for _, j := range near {
			sum += pos[j]
		}
		mean[i] = float64(sum) / float64(len(near))
		sortable = append(sortable, i)
	}
	slices.SortStableFunc(sortable, func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
	for p, i := range layer {
		if _, ok := mean[i]; ok {
			layer[p], sortable = sortable[0], sortable[1:]
		}
	}
}

// transpose exchanges neighbours within layers while that saves crossings.
func (n *net) transpose() {
	for improved := true; improved; {
		improved = false
		pos := n.positions()
		for _, layer := range n.layers {
			for p := range len(layer) - 1 {
				a, b := layer[p], layer[p+1]
				if n.between(pos, a, b) > n.between(pos, b, a) {
					layer[p], layer[p+1] = b, a
					pos[a], pos[b] = p+1, p
					improved = true
				}
			}
		}
	}
}

// between counts the crossings between the lines of two vertices of a layer, a
// above b.
func (n *net) between(pos []int, a, b int) int {
	count := 0
	va, vb := &n.vertices[a], &n.vertices[b]
	for _, pair := range [][2][]int{{va.left, vb.left}, {va.right, vb.right}} {
		for _, i := range pair[0] {
			for _, j := range pair[1] {
				if pos[i] > pos[j] {
					count++
				}
			}
		}
	}
	return count
}

// crossings counts all crossings.
func (n *net) crossings() int {
	pos := n.positions()
	count := 0
	for _, layer := range n.layers {
		for p, a := range layer {
			for _, b := range layer[p+1:] {
				for _, i := range n.vertices[a].right {
					for _, j := range n.vertices[b].right {
						if pos[i] > pos[j] {
							count++
						}
					}
				}
			}
		}
	}
	return count
}
