package graph

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
)

// Path is one way from a machine to a test.
type Path struct {
	edges []*edge // the first one leaves the machine, the last one enters the test
}

func (p Path) machine() *node { return p.edges[0].from }
func (p Path) test() *node    { return p.edges[len(p.edges)-1].to }

// String returns the names along the path, separated by slashes.
func (p Path) String() string {
	n := len(p.machine().name)
	for _, e := range p.edges {
		n += 1 + len(e.name)
	}
	var b strings.Builder
	b.Grow(n)
	b.WriteString(p.machine().name)
	for _, e := range p.edges {
		b.WriteByte('/')
		b.WriteString(e.name)
	}
	return b.String()
}

// Arch returns the architecture of the QEMU that runs the path, as in
// qemu-system-ARCH.
func (p Path) Arch() string {
	arch, _, _ := strings.Cut(p.machine().name, "/")
	return arch
}

// Step is one node of a path.
type Step struct {
	Kind    Kind
	Name    string // the node's name
	As      string // its element of the path; differs from Name where the edge is [Named]
	Edge    string // how it was reached: "contains", "produces", "consumed-by"; "" for the machine
	Package string // import path of the package that registered that edge, or the machine
}

// Plugged reports whether a -device option plugs the node in.
func (s Step) Plugged() bool { return s.Kind == KindDriver && s.Edge == consumedBy.String() }

// Steps returns the nodes of the path, machine first, test last.
func (p Path) Steps() []Step {
	m := p.machine()
	steps := []Step{{Kind: KindMachine, Name: m.name, As: m.name, Package: m.pkgs[0]}}
	for _, e := range p.edges {
		steps = append(steps, Step{e.to.kind, e.to.name, e.name, e.kind.String(), e.pkg})
	}
	return steps
}

// Slow reports whether the path's test runs only on request.
func (p Path) Slow() bool {
	beside := func(usual []string) bool { return len(usual) > 0 && !slices.Contains(usual, p.machine().name) }
	group, _, _ := strings.Cut(p.TestName(), "/")
	but := func(quick []string) bool { return len(quick) > 0 && !slices.Contains(quick, group) && !p.has(quick) }
	o := p.test().test.opts
	return o.slow || beside(o.usual) || slices.ContainsFunc(p.edges, func(e *edge) bool { return beside(e.opts.usual) || but(e.opts.quick) })
}

// Generic reports whether the path's test is marked so: see [Generic].
func (p Path) Generic() bool { return p.test().test.opts.generic }

// TestName returns the name of the path's test, as in "sdhci-tests/registers".
func (p Path) TestName() string { return p.test().name }

// Given returns the import path of the package that declares the type of what the path's
// test is given; "" for a type of Go itself.
func (p Path) Given() string {
	t := p.edges[len(p.edges)-1].from.typ
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath()
}

// TestPackage returns the import path of the package that registered the
// path's test.
func (p Path) TestPackage() string { return p.test().pkgs[0] }

// Packages returns the import paths of the packages that registered the path's
// nodes and edges, sorted: all that the path is made of.
func (p Path) Packages() []string {
	pkgs := slices.Concat(p.machine().pkgs, p.test().pkgs)
	for _, e := range p.edges {
		pkgs = append(pkgs, e.pkg)
	}
	slices.Sort(pkgs)
	return slices.Compact(pkgs)
}

// Paths lists every path from a machine to a test, each node at most once on
// each. They come in the order of their names, element by element: machines by
// name, then the nodes after each by name. The order in which nodes were
// registered does not matter.
//
// The walk turns back before a node from which no test can be reached, so its
// cost is that of the paths listed. In a cycle of edges, a search of the cycle
// decides that, once a step.
func (g *Graph) Paths() iter.Seq[Path] {
	return func(yield func(Path) bool) {
		w := newWalk(g)
		for _, m := range g.sorted(KindMachine) {
			if m.machine != nil && !w.from(m, yield) {
				return
			}
		}
	}
}

// Lookup returns the path with that name; a leading slash or "//package:" is
// not part of it. It does not walk the graph. The path may be that of a model that the
// graph does not know: see [AnyModel].
func (g *Graph) Lookup(name string) (Path, error) {
	elements := strings.SplitN(name, "/", 3)
	if len(elements) < 3 {
		return Path{}, fmt.Errorf("graph: path %q: want ARCH/MACHINE/…/TEST", name)
	}
	machine := elements[0] + "/" + elements[1]
	m := g.nodes[machine]
	if m == nil || m.machine == nil {
		return Path{}, fmt.Errorf("graph: path %q: there is no machine %q", name, machine)
	}
	edges, reached, rest := m.follow(elements[2])
	if edges == nil {
		return Path{}, fmt.Errorf("graph: path %q: nothing named %q comes after %q", name, rest, reached)
	}
	p := Path{edges}
	if what, on := p.outside(); what != "" {
		return Path{}, fmt.Errorf("graph: path %q: %s is only on %s", name, what, strings.Join(on, ", "))
	}
	return p, nil
}

// outside returns the node of the path that [On] limits to other paths, and to which; "" if there is
// none.
func (p Path) outside() (node string, on []string) {
	if on := p.test().test.opts.on; !p.has(on) {
		return p.test().name, on
	}
	for _, e := range p.edges {
		if !p.has(e.opts.on) {
			return e.name, e.opts.on
		}
	}
	return "", nil
}

// follow returns the edges that spell rest, a path from n to a test. If there
// are none it returns the last node reached and the rest of the name.
func (n *node) follow(rest string) (edges []*edge, reached, unmatched string) {
	reached, unmatched = n.name, rest
	for _, e := range n.out {
		after, ok := strings.CutPrefix(rest, e.name)
		switch {
		case !ok:
		case after == "" && e.to.kind == KindTest:
			return []*edge{e}, "", ""
		case strings.HasPrefix(after, "/") && e.to.kind != KindTest:
			more, deeper, left := e.to.follow(after[1:])
			if more != nil {
				return append([]*edge{e}, more...), "", ""
			}
			if len(left) < len(unmatched) {
				reached, unmatched = deeper, left
			}
		}
	}
	if model, after, ok := strings.Cut(rest, "/"); n.any != nil && ok && !n.leadsTo(model) && checkName(KindDriver, model) == nil {
		e := n.any.edge(model)
		if more, _, _ := e.to.follow(after); more != nil {
			return append([]*edge{e}, more...), "", ""
		}
	}
	return nil, reached, unmatched
}

// leadsTo reports whether an element of that name can come after n.
func (n *node) leadsTo(name string) bool {
	return slices.ContainsFunc(n.out, func(e *edge) bool { return e.name == name })
}

// walk is a depth-first walk over the graph's edges.
type walk struct {
	useful    map[*node]bool // a test can be reached from the node
	component map[*node]int  // strongly connected component
	cyclic    map[int]bool   // the component has more than one node
	onPath    map[*node]bool
}

func newWalk(g *Graph) *walk {
	w := &walk{useful: map[*node]bool{}, cyclic: map[int]bool{}, onPath: map[*node]bool{}}
	into := map[*node][]*node{}
	var tests []*node
	for _, n := range g.nodes {
		for _, e := range n.out {
			into[e.to] = append(into[e.to], n)
		}
		if n.test != nil {
			tests = append(tests, n)
		}
	}
	for len(tests) > 0 {
		n := tests[len(tests)-1]
		tests = tests[:len(tests)-1]
		if !w.useful[n] {
			w.useful[n] = true
			tests = append(tests, into[n]...)
		}
	}
	w.component = components(g, into)
	size := map[int]int{}
	for _, c := range w.component {
		size[c]++
		w.cyclic[c] = size[c] > 1
	}
	return w
}

// components numbers the strongly connected components (Kosaraju's algorithm,
// without recursion).
func components(g *Graph, into map[*node][]*node) map[*node]int {
	type frame struct {
		n    *node
		next int
	}
	var finished []*node
	seen := map[*node]bool{}
	for _, root := range g.nodes {
		if seen[root] {
			continue
		}
		seen[root] = true
		stack := []frame{{n: root}}
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.next == len(f.n.out) {
				finished = append(finished, f.n)
				stack = stack[:len(stack)-1]
				continue
			}
			to := f.n.out[f.next].to
			f.next++
			if !seen[to] {
				seen[to] = true
				stack = append(stack, frame{n: to})
			}
		}
	}
	component := map[*node]int{}
	for i, root := range slices.Backward(finished) {
		stack := []*node{root}
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if _, done := component[n]; !done {
				component[n] = i
				stack = append(stack, into[n]...)
			}
		}
	}
	return component
}

// from lists the paths that begin at machine m. It returns false when yield
// did.
func (w *walk) from(m *node, yield func(Path) bool) bool {
	type frame struct {
		n    *node
		next int // index of the next edge to try
	}
	stack := []frame{{n: m}}
	w.onPath[m] = true
	defer clear(w.onPath)
	var edges []*edge
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		if f.next == len(f.n.out) {
			delete(w.onPath, f.n)
			stack = stack[:len(stack)-1]
			edges = edges[:max(len(stack)-1, 0)]
			continue
		}
		e := f.n.out[f.next]
		f.next++
		switch {
		case e.to.kind == KindTest:
			if e.to.test == nil {
				continue
			}
			p := Path{append(slices.Clip(edges), e)}
			if other, _ := p.outside(); other == "" && !yield(p) {
				return false
			}
		case w.leadsOn(f.n, e.to):
			w.onPath[e.to] = true
			edges = append(edges, e)
			stack = append(stack, frame{n: e.to})
		}
	}
	return true
}

// leadsOn reports whether a test can be reached from to, the node after n,
// without a node that is on the path already.
func (w *walk) leadsOn(n, to *node) bool {
	if w.onPath[to] || !w.useful[to] {
		return false
	}
	c := w.component[to]
	if w.component[n] != c || !w.cyclic[c] {
		return true // no node of the path can be reached from there
	}
	// Both are in one cycle: search it for a way out.
	seen := map[*node]bool{to: true}
	for stack := []*node{to}; len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, e := range at.out {
			switch {
			case w.onPath[e.to] || seen[e.to] || !w.useful[e.to]:
			case w.component[e.to] != c:
				return true
			default:
				seen[e.to] = true
				stack = append(stack, e.to)
			}
		}
	}
	return false
}
