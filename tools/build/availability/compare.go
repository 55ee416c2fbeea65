package availability

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Difference is the effect of one node on some paths.
type Difference struct {
	What  string   // in words, with the node
	Paths []string // sorted
}

// String returns the difference with its first paths.
func (d Difference) String() string {
	const few = 3
	text := fmt.Sprintf("%s: %d paths", d.What, len(d.Paths))
	if len(d.Paths) == 1 {
		text = d.What + ": 1 path"
	}
	for _, path := range d.Paths[:min(few, len(d.Paths))] {
		text += "\n    " + path
	}
	if more := len(d.Paths) - few; more > 0 {
		text += fmt.Sprintf("\n    and %d more", more)
	}
	return text
}

// Compare returns the differences of the graph and the QEMU binaries from the
// snapshot, grouped by node. It compares whether a path can run only if the QEMU
// of its architecture exists and has the snapshot's version;
// [Snapshot.Incomparable] lists the other architectures.
func (s *Snapshot) Compare(g *graph.Graph, p Probe) []Difference {
	var found []Difference
	add := func(path, format string, args ...any) {
		what := fmt.Sprintf(format, args...)
		i := slices.IndexFunc(found, func(d Difference) bool { return d.What == what })
		if i < 0 {
			i = len(found)
			found = append(found, Difference{What: what})
		}
		found[i].Paths = append(found[i].Paths, path)
	}
	now := map[string]bool{}
	for path := range g.Paths() {
		name := path.String()
		now[name] = true
		before, known := s.Paths[name]
		if !known {
			add(name, "new, and not in the snapshot: %s", last(path.Steps()).Name)
			continue
		}
		q := p[path.Arch()]
		if s.incomparable(path.Arch(), p) != "" {
			continue
		}
		err := path.Available(q)
		switch {
		case reason(err) == before:
		case err == nil:
			add(name, "can run now, but could not because of %s", before)
		case before == "":
			add(name, "cannot run any more because of %v", err)
		default:
			add(name, "cannot run now because of %v, and before because of %s", err, before)
		}
	}
	for name := range s.Paths {
		if !now[name] {
			add(name, "%s", gone(g, name))
		}
	}
	for _, d := range found {
		slices.Sort(d.Paths)
	}
	slices.SortFunc(found, func(a, b Difference) int { return strings.Compare(a.What, b.What) })
	return found
}

func last(steps []graph.Step) graph.Step { return steps[len(steps)-1] }

// gone says which element of a path is gone from the graph.
func gone(g *graph.Graph, name string) string {
	t := g.Follow(name)
	if len(t.Steps) == 0 {
		elements := strings.SplitN(name, "/", 3)
		return fmt.Sprintf("gone from the graph: the machine %q", strings.Join(elements[:2], "/"))
	}
	element, _, _ := strings.Cut(t.Rest, "/")
	for _, n := range g.Nodes() {
		if n.Kind != graph.KindTest && n.Name == element {
			return fmt.Sprintf("gone from the graph: the edge from %q to %q", last(t.Steps).As, element)
		}
	}
	return fmt.Sprintf("gone from the graph: %q after %q", t.Rest, last(t.Steps).As)
}

// incomparable says why the runnable paths of an architecture are not compared
// with the snapshot; "" if they are. A broken QEMU is compared if others of the
// snapshot's version work: it should work as well.
func (s *Snapshot) incomparable(arch string, p Probe) string {
	q := p[arch]
	works := func(q *graph.Inventory) bool { return q.Fault == "" && minor(q.Version) == s.Version }
	switch {
	case q == nil:
		return "there is no qemu-system-" + arch
	case q.Version != "" && minor(q.Version) != s.Version:
		return fmt.Sprintf("it is %v, but the snapshot is of %s", q, s.Version)
	case q.Fault != "" && !slices.ContainsFunc(slices.Collect(maps.Values(p)), works):
		return fmt.Sprintf("%v cannot be used: %s", q, q.Fault)
	}
	return ""
}

// Incomparable lists the architectures of which only the paths were compared,
// not whether they can run, each with the reason.
func (s *Snapshot) Incomparable(p Probe) []string {
	reasons := map[string]string{}
	for name := range s.Paths {
		arch, _, _ := strings.Cut(name, "/")
		reasons[arch] = s.incomparable(arch, p)
	}
	var list []string
	for arch, reason := range reasons {
		if reason != "" {
			list = append(list, arch+": "+reason)
		}
	}
	slices.Sort(list)
	return list
}
