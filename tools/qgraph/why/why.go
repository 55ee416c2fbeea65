package why

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// QEMUs returns the inventory of the QEMU of an architecture, nil if none is
// available. It is called repeatedly, only for the architectures that matter.
type QEMUs func(arch string) *graph.Inventory

// explainer answers one question.
type explainer struct {
	graph *graph.Graph
	qemu  QEMUs
}

// kindPath is the kind of a question for one path. The other kinds have an
// article: "a test", "an interface".
const kindPath = "path"

// Explain tells whether the paths of a name run. The name is a path, the label
// of its target, the beginning of a path, a node, an architecture, or a regular
// expression for a part of paths.
func Explain(g *graph.Graph, name string, qemus QEMUs) *Answer {
	e := &explainer{graph: g, qemu: qemus}
	name = Trim(name)
	if p, err := g.Lookup(name); err == nil {
		return e.path(p)
	}
	kind, paths := e.find(name)
	switch {
	case len(paths) > 0:
		return e.many(name, kind, paths)
	case kind != "":
		return e.unreached(name, kind)
	case strings.Contains(name, "/") && g.LeftOut(name) == "":
		return e.wrongPath(name)
	}
	return e.unknown(name)
}

// Trim returns the path or node of a label, or of a name with a slash before
// it.
func Trim(name string) string {
	if _, target, ok := strings.Cut(name, ":"); ok && strings.Contains(name, "//") {
		name = target
	}
	if name = strings.TrimPrefix(name, "/"); !isPattern(name) {
		name = strings.TrimSuffix(name, "/")
	}
	return name
}

// path explains one path.
func (e *explainer) path(p graph.Path) *Answer {
	a := &Answer{Asked: p.String(), Kind: kindPath}
	if p.Generic() {
		a.Generic = 1
	}
	q := e.qemu(p.Arch())
	u := unavailable(p, q)
	if u == nil {
		a.Runs, a.QEMU, a.Clock = 1, q.String(), q.Clock.String()
		a.addKnown(p, q)
		if p.Slow() {
			a.Slow = 1
		}
		return a
	}
	a.Not = 1
	a.Reasons = []Reason{{Node: u.Node, Cause: string(u.Cause), Reason: u.Reason, Archs: []string{p.Arch()}, Advice: advice(u, q), Paths: 1, Example: a.Asked}}
	if u.Cause == graph.AliasedDevice {
		other, err := e.graph.Lookup(strings.Replace(a.Asked, "/"+u.Lacks+"/", "/"+q.Aliases[u.Lacks]+"/", 1))
		if err == nil && other.Available(q) == nil {
			a.Nearest = other.String()
			return a
		}
	}
	a.Nearest = e.nearest(a.Asked)
	return a
}

func unavailable(p graph.Path, q *graph.Inventory) *graph.Unavailable {
	if u := (*graph.Unavailable)(nil); errors.As(p.Available(q), &u) {
		return u
	}
	return nil
}

// many explains the paths of a name.
func (e *explainer) many(name, kind string, paths []graph.Path) *Answer {
	a := &Answer{Asked: name, Kind: kind}
	for _, p := range paths {
		if p.Generic() {
			a.Generic++
		}
		q := e.qemu(p.Arch())
		u := unavailable(p, q)
		if u == nil {
			a.Runs++
			a.addKnown(p, q)
			if p.Slow() {
				a.Slow++
			} else if a.Nearest == "" {
				a.Nearest = p.String()
			}
			continue
		}
		a.Not++
		a.add(u, p, q)
	}
	slices.SortStableFunc(a.Reasons, func(x, y Reason) int { return cmp.Compare(y.Paths, x.Paths) })
	if a.Runs == 0 {
		a.Nearest = e.nearest(paths[0].String())
	}
	return a
}

// Shows reports whether a path shows one of its deviations on each machine: that of a part that the
// test finds does so only where the part is.
func Shows(p graph.Path, d *graph.Deviation) bool {
	return d.Part == "" || slices.ContainsFunc(p.Steps(), func(s graph.Step) bool { return s.Name == d.Part || s.As == d.Part })
}

// addKnown counts the known deviations of q on a path.
func (a *Answer) addKnown(p graph.Path, q *graph.Inventory) {
	all := p.Deviations(q.Number())
	known := slices.DeleteFunc(slices.Clone(all), func(d graph.Deviation) bool { return !Shows(p, &d) })
	if len(known) < len(all) {
		a.Parts++
	}
	for _, d := range known {
		at, found := slices.BinarySearchFunc(a.Known, d.Name, func(k Known, name string) int { return cmp.Compare(k.Name, name) })
		if !found {
			a.Known = slices.Insert(a.Known, at, Known{Name: d.Name, Does: d.Does, Lines: d.Lines()})
		}
		a.Known[at].Paths++
	}
}

// add counts a path that does not run for that reason. A part that one node
// lacks on several architectures is one reason.
func (a *Answer) add(u *graph.Unavailable, p graph.Path, q *graph.Inventory) {
	for i := range a.Reasons {
		if r := &a.Reasons[i]; r.Node == u.Node && r.Cause == string(u.Cause) && r.Advice == advice(u, q) {
			r.Paths++
			if !slices.Contains(r.Archs, p.Arch()) {
				r.Archs = append(r.Archs, p.Arch())
			}
			return
		}
	}
	a.Reasons = append(a.Reasons, Reason{
		Node: u.Node, Cause: string(u.Cause), Reason: u.Reason, Archs: []string{p.Arch()},
		Advice: advice(u, q), Paths: 1, Example: p.String(),
	})
}

// find returns the kind of name and the paths through it; "" if the graph does
// not have the name.
func (e *explainer) find(name string) (kind string, paths []graph.Path) {
	for _, n := range e.graph.Nodes() {
		if n.Name == name {
			kind = article(n.Kind.String())
		}
	}
	through := func(kind string, on func(p graph.Path) bool) (string, []graph.Path) {
		for p := range e.graph.Paths() {
			if on(p) {
				paths = append(paths, p)
			}
		}
		if len(paths) == 0 {
			return "", nil
		}
		return kind, paths
	}
	named := func(p graph.Path) bool {
		return slices.ContainsFunc(p.Steps(), func(s graph.Step) bool { return s.Name == name || s.As == name })
	}
	if kind != "" {
		_, paths = through(kind, named)
		return kind, paths
	}
	for _, meaning := range []struct {
		kind string
		on   func(p graph.Path) bool
	}{
		{"the name of an edge", named},
		{"a machine", func(p graph.Path) bool { return strings.HasSuffix(p.Steps()[0].Name, "/"+name) }},
		{"an architecture", func(p graph.Path) bool { return p.Arch() == name }},
		{"a group of tests", func(p graph.Path) bool { return strings.HasPrefix(last(p.Steps()).Name, name+"/") }},
		{"the beginning of a path", func(p graph.Path) bool { return strings.HasPrefix(p.String(), name+"/") }},
	} {
		if kind, paths := through(meaning.kind, meaning.on); kind != "" {
			return kind, paths
		}
	}
	if isPattern(name) {
		if re, err := regexp.Compile(name); err == nil {
			return through("a pattern", func(p graph.Path) bool { return re.MatchString(p.String()) })
		}
	}
	return "", nil
}

// isPattern reports whether name can only be a regular expression.
func isPattern(name string) bool { return strings.ContainsAny(name, `^$*?()[]|\`) }

func last(steps []graph.Step) graph.Step { return steps[len(steps)-1] }

func article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

// unreached explains a node that is on no path.
func (e *explainer) unreached(name, kind string) *Answer {
	nodes := map[string]graph.Node{}
	for _, n := range e.graph.Nodes() {
		nodes[n.Name] = n
	}
	a := &Answer{Asked: name, Kind: kind}
	reason := func(node, cause, text, advice string) *Answer {
		a.Reasons = []Reason{{Node: node, Cause: cause, Reason: text, Advice: advice}}
		return a
	}
	begins, machine := origins(nodes, name)
	switch {
	case machine == "" && len(begins) > 0:
		n := nodes[begins[0]]
		on := ""
		if n.Name != name {
			on = fmt.Sprintf("%s depends on %s, and ", name, n.Name)
		}
		switch n.Kind {
		case graph.KindInterface:
			return reason(n.Name, causeProducer, fmt.Sprintf("%sno driver produces the interface %q", on, n.Name),
				"Register a driver that has it: graph.Produces, in a package of drivers/ that is in drivers/drivers.go.")
		case graph.KindMachine:
			return reason(n.Name, causeUnreached, fmt.Sprintf("%sthe machine %q has edges, but no package registers it", on, n.Name),
				"Register it with graph.AddMachine, in a package of machines/ that is in machines/machines.go.")
		}
		return reason(n.Name, causeUnreached, fmt.Sprintf("%sno machine contains %q, and it consumes no interface", on, n.Name),
			"Name its parent with graph.Contains, or its bus with graph.Consumes.")
	case machine == "":
		return reason(name, causeUnreached, "the edges to it form a circle without a machine", "Add a machine that contains one of its nodes with graph.Contains.")
	}
	return reason(name, causeNoTest, fmt.Sprintf("no test comes after it, though %s leads there", machine),
		adviceTest)
}

const adviceTest = "Add a test of it with graph.Test, in a package of tests/ that is in tests/tests.go."

// origins walks the edges back from a node. It returns the first nodes that are
// not registered machines, and one that is.
func origins(nodes map[string]graph.Node, name string) (begins []string, machine string) {
	seen := map[string]bool{name: true}
	for queue := []string{name}; len(queue) > 0; queue = queue[1:] {
		n := nodes[queue[0]]
		switch {
		case n.Kind == graph.KindMachine && n.Registered && machine == "":
			machine = n.Name
		case len(n.From) == 0 && (n.Kind != graph.KindMachine || !n.Registered):
			begins = append(begins, n.Name)
		}
		for _, from := range n.From {
			if !seen[from] {
				seen[from] = true
				queue = append(queue, from)
			}
		}
	}
	return begins, machine
}
