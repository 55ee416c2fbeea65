package layout_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/qgraph/picture/layout"
)

var gaps = layout.Gaps{Box: 8, Line: 6, Layer: 40}

// boxes returns n boxes of different sizes.
func boxes(n int) []layout.Box {
	var all []layout.Box
	for i := range n {
		all = append(all, layout.Box{Width: float64(40 + 13*(i%5)), Height: float64(20 + 18*(i%3))})
	}
	return all
}

// random returns a graph of n boxes in which about one of each one-in edges there
// could be is there, some of them closing cycles.
func random(seed uint64, n, oneIn int) layout.Graph {
	r := rand.New(rand.NewPCG(seed, 1))
	g := layout.Graph{Boxes: boxes(n)}
	for from := range n {
		for to := range n {
			if from == to || r.IntN(oneIn) > 0 || from > to && r.IntN(4) > 0 {
				continue
			}
			g.Edges = append(g.Edges, layout.Edge{From: from, To: to})
		}
	}
	return g
}

func TestDraw(t *testing.T) {
	tests := []struct {
		name string
		g    layout.Graph
	}{
		{"nothing", layout.Graph{}},
		{"boxes without edges", layout.Graph{Boxes: boxes(4)}},
		{"a chain", layout.Graph{Boxes: boxes(3), Edges: []layout.Edge{{From: 0, To: 1}, {From: 1, To: 2}}}},
		{"a line past a box", layout.Graph{Boxes: boxes(3), Edges: []layout.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 0, To: 2}}}},
		{"two edges between two boxes", layout.Graph{Boxes: boxes(2), Edges: []layout.Edge{{From: 0, To: 1}, {From: 0, To: 1}}}},
		{"a cycle", layout.Graph{Boxes: boxes(3), Edges: []layout.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 2, To: 0}}}},
		{"two boxes that lead to each other", layout.Graph{Boxes: boxes(2), Edges: []layout.Edge{{From: 1, To: 0}, {From: 0, To: 1}}}},
	}
	for seed := range uint64(20) {
		n := 4 + 3*int(seed)
		tests = append(tests, struct {
			name string
			g    layout.Graph
		}{fmt.Sprintf("%d random boxes", n), random(seed, n, 2+n/3)})
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d, err := layout.Draw(tc.g, gaps)
			if err != nil {
				t.Fatal(err)
			}
			check(t, tc.g, d)
			again, err := layout.Draw(tc.g, gaps)
			if diff := cmp.Diff(d, again); err != nil || diff != "" {
				t.Errorf("drawn again: %v (-first +second):\n%s", err, diff)
			}
		})
	}
}

// check looks for all that must hold of any drawing.
func check(t *testing.T, g layout.Graph, d *layout.Drawing) {
	t.Helper()
	if len(d.Boxes) != len(g.Boxes) || len(d.Routes) != len(g.Edges) {
		t.Fatalf("%d boxes and %d routes for %d boxes and %d edges", len(d.Boxes), len(d.Routes), len(g.Boxes), len(g.Edges))
	}
	for i, b := range d.Boxes {
		if b.Width != g.Boxes[i].Width || b.Height != g.Boxes[i].Height {
			t.Errorf("box %d is %v by %v, want %v by %v", i, b.Width, b.Height, g.Boxes[i].Width, g.Boxes[i].Height)
		}
		const rounding = 1e-6
		if b.X < 0 || b.Y < -rounding || b.X+b.Width > d.Width || b.Y+b.Height > d.Height+rounding {
			t.Errorf("box %d, %v, is not on the drawing of %v by %v", i, b, d.Width, d.Height)
		}
		for j, other := range d.Boxes[:i] {
			apart := gaps.Box - rounding
			if b.X < other.X+other.Width && other.X < b.X+b.Width && b.Y < other.Y+other.Height+apart && other.Y < b.Y+b.Height+apart {
				t.Errorf("boxes %d and %d are too near: %v, %v", j, i, other, b)
			}
		}
	}
	for i, r := range d.Routes {
		e := g.Edges[i]
		if len(r) < 2 || !onSide(d.Boxes[e.From], r[0]) || !onSide(d.Boxes[e.To], r[len(r)-1]) {
			t.Errorf("the route of edge %v, %v, does not lead from %v to %v", e, r, d.Boxes[e.From], d.Boxes[e.To])
			continue
		}
		for _, p := range points(r) {
			for j, b := range d.Boxes {
				if p.X > b.X && p.X < b.X+b.Width && p.Y > b.Y && p.Y < b.Y+b.Height {
					t.Errorf("the route of edge %v runs through box %d, %v, at %v", e, j, b, p)
				}
			}
		}
	}
}

// onSide reports whether p is on the left or the right side of b.
func onSide(b layout.Rect, p layout.Point) bool {
	return (p.X == b.X || p.X == b.X+b.Width) && p.Y > b.Y && p.Y < b.Y+b.Height
}

// points returns points along the curves of a route.
func points(r layout.Route) []layout.Point {
	const parts = 16
	var all []layout.Point
	for i, b := range r[1:] {
		a := r[i]
		middle := (a.X + b.X) / 2
		for k := range parts + 1 {
			s := float64(k) / parts
			u := 1 - s
			all = append(all, layout.Point{
				X: u*u*u*a.X + 3*u*u*s*middle + 3*u*s*s*middle + s*s*s*b.X,
				Y: u*u*u*a.Y + 3*u*u*s*a.Y + 3*u*s*s*b.Y + s*s*s*b.Y,
			})
		}
	}
	return all
}

func TestDrawAvoidsCrossings(t *testing.T) {
	// Drawn in the order of their numbers all four lines would cross.
	g := layout.Graph{Boxes: boxes(8), Edges: []layout.Edge{{From: 0, To: 7}, {From: 1, To: 6}, {From: 2, To: 5}, {From: 3, To: 4}}}
	d, err := layout.Draw(g, gaps)
	if err != nil {
		t.Fatal(err)
	}
	if n := crossings(g, d); n > 0 {
		t.Errorf("%d crossings", n)
	}
}

// TestDrawUntangles draws a ladder that can be drawn without any crossing, its
// boxes numbered at random.
func TestDrawUntangles(t *testing.T) {
	const layers, rungs = 5, 9
	for seed := range uint64(8) {
		number := rand.New(rand.NewPCG(seed, 2)).Perm(layers * rungs)
		g := layout.Graph{Boxes: boxes(layers * rungs)}
		for l := range layers - 1 {
			for i := range rungs {
				from := number[l*rungs+i]
				g.Edges = append(g.Edges, layout.Edge{From: from, To: number[(l+1)*rungs+i]})
				if i+1 < rungs {
					g.Edges = append(g.Edges, layout.Edge{From: from, To: number[(l+1)*rungs+i+1]})
				}
			}
		}
		d, err := layout.Draw(g, gaps)
		if err != nil {
			t.Fatal(err)
		}
		if n := crossings(g, d); n > 0 {
			t.Errorf("numbering %d: %d crossings", seed, n)
		}
	}
}

// TestDrawTangle draws graphs that cannot be drawn without crossings, and accepts
// at most the present number of them.
func TestDrawTangle(t *testing.T) {
	for seed, want := range []int{60, 90, 59} {
		g := layout.Graph{Boxes: boxes(24)}
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		for from := range 16 { // three layers of eight
			for range 3 {
				g.Edges = append(g.Edges, layout.Edge{From: from, To: from/8*8 + 8 + r.IntN(8)})
			}
		}
		d, err := layout.Draw(g, gaps)
		if err != nil {
			t.Fatal(err)
		}
		if n := crossings(g, d); n > want {
			t.Errorf("graph %d: %d crossings, want %d", seed, n, want)
		}
	}
}

// crossings counts the crossings of edges between the same two layers.
func crossings(g layout.Graph, d *layout.Drawing) int {
	count := 0
	for i, a := range g.Edges {
		for _, b := range g.Edges[:i] {
			from, to := d.Boxes[a.From].Y-d.Boxes[b.From].Y, d.Boxes[a.To].Y-d.Boxes[b.To].Y
			if d.Boxes[a.From].X == d.Boxes[b.From].X && from*to < 0 {
				count++
			}
		}
	}
	return count
}

func TestDrawKeepsLongLinesStraight(t *testing.T) {
	// 0 leads to 4 past 1, 2 and 3, which have edges of their own.
	g := layout.Graph{Boxes: boxes(5), Edges: []layout.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 2, To: 3}, {From: 3, To: 4}, {From: 0, To: 4}}}
	d, err := layout.Draw(g, gaps)
	if err != nil {
		t.Fatal(err)
	}
	climbs := 0
	for i, p := range d.Routes[4][1:] {
		if p.Y != d.Routes[4][i].Y {
			climbs++
		}
	}
	if climbs > 2 { // at its ends
		t.Errorf("the long line climbs %d times: %v", climbs, d.Routes[4])
	}
}

func TestDrawLayers(t *testing.T) {
	// 0 leads to 1, 1 to 2; 3 leads to 2 as well, and 0 to 4.
	g := layout.Graph{Boxes: boxes(5), Edges: []layout.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 3, To: 2}, {From: 0, To: 4}}}
	x := func(box int) float64 {
		d, err := layout.Draw(g, gaps)
		if err != nil {
			t.Fatal(err)
		}
		return d.Boxes[box].X
	}
	if x(3) != x(1) || x(4) != x(1) {
		t.Errorf("boxes 3 and 4 do not stand beside 1, where their edges are short: %v, %v, %v", x(3), x(4), x(1))
	}
	g.Boxes[3].First = true
	if x(3) != x(0) {
		t.Errorf("box 3 is at %v, want the first layer, %v", x(3), x(0))
	}
}

func TestDrawErrors(t *testing.T) {
	for _, tc := range []struct {
		name string
		g    layout.Graph
		want string
	}{
		{"an edge to nowhere", layout.Graph{Boxes: boxes(2), Edges: []layout.Edge{{From: 0, To: 2}}}, "edge 0 leads from box 0 to box 2 of 2"},
		{"an edge from nowhere", layout.Graph{Boxes: boxes(2), Edges: []layout.Edge{{From: -1, To: 1}}}, "edge 0 leads from box -1"},
		{"an edge to its own box", layout.Graph{Boxes: boxes(2), Edges: []layout.Edge{{From: 0, To: 1}, {From: 1, To: 1}}}, "edge 1 leads from box 1 to box 1"},
		{"a box without a size", layout.Graph{Boxes: []layout.Box{{Width: 10}}}, "box 0 is 10 by 0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := layout.Draw(tc.g, gaps); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}
