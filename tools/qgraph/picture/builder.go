package picture

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Builder gathers paths for a [Model]. The zero value is ready for use.
type Builder struct {
	nodes map[string]*node
	edges map[joint]*line
	total Tally
}

// node is a node with the data of its paths.
type node struct {
	Node
	kind     graph.Kind
	packages map[string]bool
}

// joint names an edge.
type joint struct{ from, to, kind string }

// line is an edge with the data of its paths.
type line struct {
	as map[string]bool
	Tally
}

// Add adds the steps of a path, or of a part of one, with the outcome of the
// path.
func (b *Builder) Add(steps []graph.Step, path string, o Outcome) {
	if b.nodes == nil {
		b.nodes, b.edges = map[string]*node{}, map[joint]*line{}
	}
	b.total.add(o, path)
	for i, s := range steps {
		n := b.nodes[s.Name]
		if n == nil {
			n = &node{Node: Node{Name: s.Name}, kind: s.Kind, packages: map[string]bool{}}
			b.nodes[s.Name] = n
		}
		n.add(o, path)
		switch {
		case s.Kind == graph.KindMachine || s.Kind == graph.KindTest || s.Plugged():
			n.packages[s.Package] = true
		case s.Kind == graph.KindDriver && i+1 < len(steps) && steps[i+1].Kind != graph.KindTest && !steps[i+1].Plugged():
			n.packages[steps[i+1].Package] = true // a driver's own package declares its parts and interfaces
		}
		if i == 0 {
			continue
		}
		key := joint{steps[i-1].Name, s.Name, s.Edge}
		l := b.edges[key]
		if l == nil {
			l = &line{as: map[string]bool{}}
			b.edges[key] = l
		}
		l.add(o, path)
		if s.As != s.Name {
			l.as[s.As] = true
		}
	}
}

// Model returns the added paths as a model. If grouped, nodes that have the
// same neighbours share a box.
func (b *Builder) Model(grouped bool) *Model {
	m := &Model{Tally: b.total, counts: map[graph.Kind]int{}}
	group := b.groups(grouped)
	box := map[string]int{} // by the key of the group
	names := slices.SortedFunc(maps.Keys(b.nodes), func(x, y string) int {
		return cmp.Or(cmp.Compare(b.nodes[x].kind, b.nodes[y].kind), strings.Compare(x, y))
	})
	for _, name := range names {
		n := b.nodes[name]
		m.counts[n.kind]++
		if len(n.packages) == 1 {
			n.Package = slices.Collect(maps.Keys(n.packages))[0]
		}
		i, there := box[group[name]]
		if !there {
			i = len(m.Boxes)
			box[group[name]] = i
			m.Boxes = append(m.Boxes, Box{Kind: n.kind})
		}
		target := &m.Boxes[i]
		if n.kind == graph.KindTest && grouped {
			target.Suite = suite(name)
		}
		target.Nodes = append(target.Nodes, n.Node)
		target.merge(n.Tally)
	}
	m.join(b.edges, func(name string) int { return box[group[name]] })
	return m
}

// join fills in the edges; box returns the box of a node.
func (m *Model) join(edges map[joint]*line, box func(name string) int) {
	type pair struct {
		from, to int
		kind     string
	}
	merged := map[pair]*Edge{}
	for _, key := range sortedJoints(edges) {
		p := pair{box(key.from), box(key.to), key.kind}
		if merged[p] == nil {
			merged[p] = &Edge{From: p.from, To: p.to, Kind: p.kind}
		}
		merged[p].merge(edges[key].Tally)
		merged[p].As = append(merged[p].As, slices.Sorted(maps.Keys(edges[key].as))...)
	}
	for _, p := range slices.SortedFunc(maps.Keys(merged), func(x, y pair) int {
		return cmp.Or(x.from-y.from, x.to-y.to, strings.Compare(x.kind, y.kind))
	}) {
		m.Edges = append(m.Edges, *merged[p])
	}
}

func sortedJoints(edges map[joint]*line) []joint {
	return slices.SortedFunc(maps.Keys(edges), func(x, y joint) int {
		return cmp.Or(strings.Compare(x.from, y.from), strings.Compare(x.to, y.to), strings.Compare(x.kind, y.kind))
	})
}

// groups returns a key for each node; nodes with one key share a box. Tests do
// if they are of one suite and consume the same node; machines and drivers do if
// all their neighbours are the same, where a neighbouring test counts as its
// group. An interface has a box of its own.
func (b *Builder) groups(grouped bool) map[string]string {
	key := map[string]string{}
	for name := range b.nodes {
		key[name] = name
	}
	if !grouped {
		return key
	}
	joints := sortedJoints(b.edges)
	for _, j := range joints {
		if b.nodes[j.to].kind == graph.KindTest {
			key[j.to] = strings.Join([]string{suite(j.to), j.from, "tests"}, "\n")
		}
	}
	around := map[string][]string{}
	for _, j := range joints {
		around[j.from] = append(around[j.from], j.kind+" > "+key[j.to])
		around[j.to] = append(around[j.to], j.kind+" < "+j.from)
	}
	for name, n := range b.nodes {
		if n.kind == graph.KindMachine || n.kind == graph.KindDriver {
			slices.Sort(around[name])
			key[name] = n.kind.String() + "\n" + strings.Join(slices.Compact(around[name]), "\n")
		}
	}
	return key
}

// Between returns the part of a path from the first node whose name from
// accepts to the last one whose name to accepts, nil if there is none. A nil
// function means the path's own end.
func Between(steps []graph.Step, from, to func(name string) bool) []graph.Step {
	first, last := 0, len(steps)-1
	if from != nil {
		first = slices.IndexFunc(steps, func(s graph.Step) bool { return from(s.Name) })
	}
	if to != nil {
		for last >= 0 && !to(steps[last].Name) {
			last--
		}
	}
	if first < 0 || first > last {
		return nil
	}
	return steps[first : last+1]
}
