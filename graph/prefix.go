package graph

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Prefix is the part of a path that a name spells.
type Prefix struct {
	Steps []Step   // the nodes reached, machine first; none if there is no such machine
	Rest  string   // the end of the name, which does not fit or is not complete
	Next  []string // elements that may come after the last step on the way to a test, sorted; machines if there is none
}

// Follow follows name, a path or the beginning of one, from its machine, even into
// nodes without a test after them. If Rest is the beginning of an element, Next
// still has every possible element, not only those that begin with it.
func (g *Graph) Follow(name string) Prefix {
	w := newWalk(g)
	var at *node
	t := Prefix{Rest: name}
	for _, m := range g.sorted(KindMachine) {
		if m.machine == nil {
			continue
		}
		if w.useful[m] {
			t.Next = append(t.Next, m.name)
		}
		if rest, ok := cutElement(name, m.name); ok {
			at, t.Rest = m, rest
		}
	}
	if at == nil {
		return t
	}
	t.Steps = []Step{{Kind: KindMachine, Name: at.name, As: at.name, Package: at.pkgs[0]}}
	for at != nil {
		from := at
		at = nil
		t.Next = nil
		w.onPath[from] = true
		for _, e := range from.out {
			if e.to.test != nil || w.leadsOn(from, e.to) {
				t.Next = append(t.Next, e.name)
			}
			if w.onPath[e.to] {
				continue
			}
			if rest, ok := cutElement(t.Rest, e.name); ok && at == nil {
				t.Steps = append(t.Steps, Step{e.to.kind, e.to.name, e.name, e.kind.String(), e.pkg})
				t.Rest, at = rest, e.to
			}
		}
	}
	return t
}

// cutElement removes an element from the beginning of name, with the slash
// after it.
func cutElement(name, element string) (rest string, ok bool) {
	if name == element {
		return "", true
	}
	return strings.CutPrefix(name, element+"/")
}

// Node is a node with its neighbours.
type Node struct {
	Kind       Kind
	Name       string
	From       []string // nodes from which an edge leads to it, sorted
	To         []string // nodes to which an edge leads, sorted
	Registered bool     // false for a machine that only edges name
	Slow       bool     // a test that runs only on request
}

// Nodes returns every node, by kind and name.
func (g *Graph) Nodes() []Node {
	from := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(g.nodes)) {
		for _, e := range g.nodes[name].out {
			if into := from[e.to.name]; !slices.Contains(into, name) {
				from[e.to.name] = append(into, name)
			}
		}
	}
	var nodes []Node
	for name, n := range g.nodes {
		node := Node{Kind: n.kind, Name: name, From: from[name]}
		for _, e := range n.out {
			node.To = append(node.To, e.to.name)
		}
		slices.Sort(node.To)
		node.To = slices.Compact(node.To)
		node.Registered = n.kind != KindMachine || n.machine != nil
		node.Slow = n.test != nil && n.test.opts.slow
		nodes = append(nodes, node)
	}
	slices.SortFunc(nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return nodes
}
