package layout

import (
	"cmp"
	"math"
	"slices"
)

// Layers are further apart if lines are steep: by steepness times the height of
// the steepest line, but by mostSpread at most.
const (
	steepness  = 0.12
	mostSpread = 160
)

// drawing returns the drawing after vertices have their heights.
func (n *net) drawing(backward []bool, gaps Gaps) *Drawing {
	ports := n.ports()
	d := &Drawing{}
	left, right := make([]float64, len(n.layers)), make([]float64, len(n.layers))
	x := 0.0
	for l, layer := range n.layers {
		width, climb := 0.0, 0.0
		for _, i := range layer {
			width = max(width, n.vertices[i].width)
			for _, j := range n.vertices[i].right {
				climb = max(climb, math.Abs(ports[line{i, j}].from-ports[line{i, j}].to))
			}
		}
		left[l], right[l] = x, x+width
		x = right[l] + gaps.Layer + min(float64(climb*steepness), mostSpread)
	}
	for i := range n.vertices {
		v := &n.vertices[i]
		d.Width, d.Height = max(d.Width, right[v.layer]), max(d.Height, v.y+v.height/2)
		if !v.bend {
			d.Boxes = append(d.Boxes, Rect{left[v.layer], v.y - v.height/2, v.width, v.height})
		}
	}
	for e, chain := range n.chains {
		var r Route
		for k, to := range chain[1:] {
			from := chain[k]
			p, v := ports[line{from, to}], &n.vertices[from]
			r = r.to(left[v.layer]+v.width, p.from)
			r = r.to(right[v.layer], p.from)
			r = r.to(left[v.layer+1], p.to)
		}
		if backward[e] {
			slices.Reverse(r)
		}
		d.Routes = append(d.Routes, r)
	}
	return d
}

// to adds a point to a route unless the route ends there.
func (r Route) to(x, y float64) Route {
	if len(r) > 0 && r[len(r)-1] == (Point{x, y}) {
		return r
	}
	return append(r, Point{x, y})
}

// line is a segment between two vertices.
type line struct{ from, to int }

// ends are the heights at which a line begins and ends.
type ends struct{ from, to float64 }

// ports spreads the lines at each side of a box over its height, in the order of
// their other ends, so that they do not cross there.
func (n *net) ports() map[line]ends {
	ports := map[line]ends{}
	for i := range n.vertices {
		for p, j := range n.byHeight(n.vertices[i].right) {
			ports[line{i, j}] = ends{from: n.port(i, p, len(n.vertices[i].right))}
		}
	}
	for i := range n.vertices {
		for p, j := range n.byHeight(n.vertices[i].left) {
			e := ports[line{j, i}]
			e.to = n.port(i, p, len(n.vertices[i].left))
			ports[line{j, i}] = e
		}
	}
	return ports
}

// byHeight returns vertices sorted from top to bottom.
func (n *net) byHeight(vertices []int) []int {
	return slices.SortedStableFunc(slices.Values(vertices), func(a, b int) int { return cmp.Compare(n.vertices[a].y, n.vertices[b].y) })
}

// maxPortGap is the widest gap between two lines at the side of a box.
const maxPortGap = 12

// port returns the height of the p-th of count lines at a side of vertex i.
func (n *net) port(i, p, count int) float64 {
	v := &n.vertices[i]
	gap := min(v.height/float64(count+1), maxPortGap)
	return v.y + float64((float64(p)-float64(count-1)/2)*gap)
}
