package graph

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// anyModel describes the devices on a kind of bus while their models are unknown.
type anyModel struct {
	bus   string // QEMU's name of it, as in "PCI"
	usual string // the machine for models that its QEMU has
	edge  func(model string, opts ...EdgeOption) *edge
}

// AnyModel says that d can be any model on a bus of from, known or not. bus is the bus's
// name in QEMU's list of devices, as in "PCI", and usual the machine that suits a model
// best. [Graph.AddUnknown] adds an edge for each model of a QEMU that no other edge to d
// has, and that is not [LeftOut]. The name of a path may have such a model even before,
// see [Graph.Lookup].
func AnyModel[I, D any, E Environment](g *Graph, d Driver[D], from Interface[I], bus, usual string, build func(model string) func(ctx context.Context, from I, env E) (D, error)) {
	pkg := g.pkg
	n := g.node(from.key())
	if n.any != nil {
		g.errorf("interface %q takes any model twice", n.name)
		return
	}
	n.any = &anyModel{bus: bus, usual: usual, edge: func(model string, opts ...EdgeOption) *edge {
		return &edge{
			kind: consumedBy, from: n, to: g.node(d.key()), name: model, pkg: pkg, unknown: true,
			opts: edgeOptionsOf(append(opts, Named(model), Model(model))), build: constructorEnv(build(model)),
		}
	}}
}

// Any describes an [AnyModel].
type Any struct {
	Interface string
	Bus       string
	Usual     string   // the machine for models that its QEMU has
	Route     string   // the elements of a path from the usual machine to the interface
	Package   string   // import path of the package that registered it
	Tests     []string // of the driver that any model is, sorted
}

// AnyModels returns all of them, sorted by interface.
func (g *Graph) AnyModels() []Any {
	var all []Any
	for _, n := range g.sorted(KindInterface) {
		if n.any == nil {
			continue
		}
		e := n.any.edge("unknown")
		a := Any{Interface: n.name, Bus: n.any.bus, Usual: n.any.usual, Package: e.pkg}
		for _, t := range e.to.out {
			if t.to.kind == KindTest {
				a.Tests = append(a.Tests, t.name)
			}
		}
		if m := g.nodes[a.Usual]; m != nil {
			a.Route, _ = m.route(n, map[*node]bool{})
		}
		all = append(all, a)
	}
	return all
}

// Unknown returns the model on the path that the graph does not know; "" if there is none.
func (p Path) Unknown() string {
	for _, e := range p.edges {
		if e.unknown {
			return e.name
		}
	}
	return ""
}

// route returns the elements of a path from n to another node.
func (n *node) route(to *node, seen map[*node]bool) (string, bool) {
	seen[n] = true
	for _, e := range n.out {
		if e.to == to {
			return e.name, true
		}
		if seen[e.to] {
			continue
		}
		if rest, ok := e.to.route(to, seen); ok {
			return e.name + "/" + rest, true
		}
	}
	return "", false
}

// AllLeftOut returns the names of all that is [LeftOut], sorted.
func (g *Graph) AllLeftOut() []string { return slices.Sorted(maps.Keys(g.leftOut)) }

// LeftOut says why models, or machines ("ARCH/MACHINE"), are on no path, as a sentence
// without its end.
func LeftOut(g *Graph, reason string, names ...string) {
	if g.leftOut == nil {
		g.leftOut = map[string]string{}
	}
	for _, name := range names {
		if g.leftOut[name] != "" {
			g.errorf("%q is left out twice", name)
		}
		g.leftOut[name] = reason
	}
}

// LeftOut returns why a model or a machine is on no path; "" if that is not declared.
func (g *Graph) LeftOut(name string) string { return g.leftOut[name] }

// AddUnknown adds an edge, and so paths, for each model of the QEMUs that the graph does
// not know, if [AnyModel] takes its bus. Its paths are slow but on one machine: the usual
// one of the bus where its QEMU has the model, otherwise the first whose QEMU has it. It
// returns the models, sorted.
func (g *Graph) AddUnknown(qemus ...*Inventory) []string {
	var added []string
	for _, n := range g.sorted(KindInterface) {
		if n.any == nil {
			continue
		}
		for _, model := range g.unknown(n, qemus) {
			n.any.edge(model, SlowBeside(g.suitable(n, model, qemus))).insert()
			added = append(added, model)
		}
	}
	slices.Sort(added)
	return added
}

// unknown returns the models on the bus of an interface that no edge has, sorted.
func (g *Graph) unknown(n *node, qemus []*Inventory) []string {
	to := n.any.edge("unknown").to
	known := map[string]bool{}
	for _, from := range g.nodes {
		for _, e := range from.out {
			if e.to == to {
				known[e.model()] = true
			}
		}
	}
	var models []string
	for _, q := range qemus {
		for _, model := range q.Buses[n.any.bus] {
			if !known[model] && g.leftOut[model] == "" && checkName(KindDriver, model) == nil {
				models = append(models, model)
			}
		}
	}
	slices.Sort(models)
	return slices.Compact(models)
}

// suitable returns the machine for a model on the bus of an interface.
func (g *Graph) suitable(n *node, model string, qemus []*Inventory) string {
	have := func(machine string) bool {
		arch, name, _ := strings.Cut(machine, "/")
		return slices.ContainsFunc(qemus, func(q *Inventory) bool {
			return q.Arch == arch && q.HasMachine(name) && slices.Contains(q.Buses[n.any.bus], model)
		})
	}
	if have(n.any.usual) {
		return n.any.usual
	}
	for _, m := range g.sorted(KindMachine) {
		if _, reaches := m.route(n, map[*node]bool{}); m.machine != nil && have(m.name) && reaches {
			return m.name
		}
	}
	return n.any.usual
}
