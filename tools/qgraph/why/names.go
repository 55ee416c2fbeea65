package why

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// wrongPath explains a path that the graph does not have: the first element that
// does not fit, and the elements that fit there.
func (e *explainer) wrongPath(name string) *Answer {
	t := e.graph.Follow(name)
	if len(t.Steps) == 0 {
		if elements := strings.Split(name, "/"); slices.Contains(Architectures(e.graph), elements[0]) || len(elements) > 2 {
			return e.wrongMachine(name, t.Next)
		}
		return e.unknown(name)
	}
	reached := last(t.Steps)
	if t.Rest == "" {
		return &Answer{Asked: name, Nearest: e.nearest(name), Reasons: []Reason{{Node: reached.As, Cause: causeNoTest,
			Reason: fmt.Sprintf("no test comes after %q on this path", reached.As), Advice: adviceTest}}}
	}
	element, rest := firstElement(t)
	a := &Answer{Asked: name, Similar: similar(element, t.Next)}
	text := fmt.Sprintf("nothing named %q comes after %q", element, reached.As)
	for _, n := range e.graph.Nodes() {
		if n.Name == element && len(n.From) > 0 {
			text += fmt.Sprintf("; the %s of that name comes after %s", n.Kind, some(n.From))
		}
	}
	next := "Possible elements: " + some(t.Next)
	a.Reasons = []Reason{{Node: element, Cause: causeElement, Reason: text, Advice: next + "."}}
	begin := strings.TrimSuffix(name, t.Rest)
	for _, s := range a.Similar {
		if p, err := e.graph.Lookup(strings.TrimSuffix(begin+s+"/"+rest, "/")); err == nil && p.Available(e.qemu(p.Arch())) == nil {
			a.Nearest = p.String()
			return a
		}
	}
	a.Nearest = e.nearest(name)
	return a
}

// wrongMachine explains a path whose machine the graph does not have.
func (e *explainer) wrongMachine(name string, machines []string) *Answer {
	elements := strings.SplitN(name, "/", 3)
	arch, machine := elements[0], ""
	if len(elements) > 1 {
		machine = elements[1]
	}
	a := &Answer{Asked: name}
	q := e.qemu(arch)
	var same, ours, meant, reasons []string
	for _, m := range machines {
		if strings.HasSuffix(m, "/"+machine) {
			same = append(same, m)
		}
		if strings.HasPrefix(m, arch+"/") {
			ours = append(ours, m)
		}
	}
	advice := ""
	switch {
	case len(ours) == 0 && len(same) == 0:
		reasons = append(reasons, fmt.Sprintf("the graph has no machine of %q, only of %s", arch, strings.Join(Architectures(e.graph), ", ")))
		a.Similar = similar(arch, Architectures(e.graph))
	case len(same) > 0:
		reasons = append(reasons, fmt.Sprintf("the graph has %q as a machine of another architecture: %s", machine, strings.Join(same, ", ")))
		meant, advice = same, "Begin the path with that machine."
	default:
		reasons = append(reasons, fmt.Sprintf("the graph has no machine %q", arch+"/"+machine))
		advice = "Machines of " + arch + " in the graph: " + strings.Join(ours, ", ") + "."
		for _, m := range ours {
			// "pc-i440fx-11.1" is a "pc", "pc-q35-11.1" a "q35".
			short := m[len(arch)+1:]
			if strings.Contains("-"+machine, "-"+short+"-") || len(similar(machine, []string{short})) > 0 {
				a.Similar = append(a.Similar, m)
			}
		}
		slices.SortStableFunc(a.Similar, func(x, y string) int { return cmp.Compare(len(y), len(x)) })
		meant = a.Similar
	}
	if q != nil && q.Fault == "" && machine != "" {
		if q.HasMachine(machine) {
			reasons = append(reasons, fmt.Sprintf("though %s has such a machine", q))
			advice += " CONTRIBUTING.md shows how to add one."
		} else if len(same) == 0 {
			reasons = append(reasons, fmt.Sprintf("and %s has no such machine either", q))
			if near := similar(machine, q.Machines); len(near) > 0 {
				advice += " QEMU has " + strings.Join(near, ", ") + "."
			}
		}
	}
	likely := arch + "/" + machine
	a.Nearest = e.nearest(likeliest(arch, meant, likely) + strings.TrimPrefix(name, likely))
	a.Reasons = []Reason{{Node: arch + "/" + machine, Cause: causeMachine, Reason: strings.Join(reasons, ", "), Advice: strings.TrimSpace(advice)}}
	return a
}

// likeliest returns the machine with the architecture most similar to arch,
// nothing without machines.
func likeliest(arch string, machines []string, none string) string {
	if len(machines) == 0 {
		return none
	}
	far := func(machine string) int {
		other, _, _ := strings.Cut(machine, "/")
		return distance(arch, other)
	}
	return slices.MinFunc(machines, func(a, b string) int { return cmp.Compare(far(a), far(b)) })
}

// Similar returns names similar to one without a path: nodes, groups of tests or,
// for a path, the possible elements in place of the first one that does not fit.
func Similar(g *graph.Graph, name string) []string {
	name = Trim(name)
	if t := g.Follow(name); len(t.Steps) > 0 {
		element, _ := firstElement(t)
		begin := strings.TrimSuffix(name, t.Rest)
		var found []string
		for _, s := range similar(element, t.Next) {
			found = append(found, begin+s)
		}
		return found
	}
	return similar(name, names(g))
}

// firstElement returns the first element that does not fit, and the rest after
// it. The name of a test, which has a slash, is one element.
func firstElement(t graph.Prefix) (element, rest string) {
	element, rest, _ = strings.Cut(t.Rest, "/")
	if slices.ContainsFunc(t.Next, func(next string) bool { return strings.HasPrefix(next, element+"/") }) {
		return t.Rest, ""
	}
	return element, rest
}

// names returns the names of all nodes and groups of tests.
func names(g *graph.Graph) []string {
	var names []string
	for _, n := range g.Nodes() {
		names = append(names, n.Name)
		if group, _, ok := strings.Cut(n.Name, "/"); ok && n.Kind == graph.KindTest && !slices.Contains(names, group) {
			names = append(names, group)
		}
	}
	return names
}

// Architectures returns those of the graph's machines, sorted.
func Architectures(g *graph.Graph) []string {
	archs := map[string]bool{}
	for _, n := range g.Nodes() {
		if arch, _, ok := strings.Cut(n.Name, "/"); ok && n.Kind == graph.KindMachine {
			archs[arch] = true
		}
	}
	return slices.Sorted(maps.Keys(archs))
}

// some returns the first few names of a list, and the number of the others.
func some(names []string) string {
	const few = 8
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}
