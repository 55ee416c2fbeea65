package graph

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// check returns everything that is wrong with a declaration.
func (d *Deviation) check() []error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("deviation %q: %s", d.Name, fmt.Sprintf(format, args...)))
	}
	if d.first == (position{}) {
		bad("declare it with graph.Deviates")
	}
	for _, field := range []struct{ name, text string }{
		{"Name", d.Name}, {"Does", d.Does}, {"Says", d.Says}, {"Clause", d.Clause.text},
	} {
		if strings.TrimSpace(field.text) == "" {
			bad("it has no %s", field.name)
		}
	}
	if re, err := regexp.Compile(d.Complains); err != nil {
		bad("%v", err)
	} else if d.Complains != "" && re.MatchString("") {
		bad("its expression matches every complaint")
	}
	for _, r := range slices.Concat(d.QEMU, d.To) {
		if err := r.check(); err != nil {
			bad("%v", err)
		}
	}
	return errs
}

// checkDeviations returns everything that is wrong with the declared deviations.
// Paths holds the number of paths by deviation.
func (g *Graph) checkDeviations(paths map[string]int) []error {
	var errs []error
	declared := map[string]position{}
	for _, o := range g.owners() {
		names := map[string]bool{}
		for _, d := range o.known {
			at, seen := declared[d.Name]
			switch {
			case !seen:
				declared[d.Name] = d.first
				errs = append(errs, d.check()...)
				errs = append(errs, g.checkPlaces(&d, o.test)...)
				if paths[d.Name] == 0 {
					errs = append(errs, fmt.Errorf("deviation %q: no path has it", d.Name))
				}
			case at != d.first:
				errs = append(errs, fmt.Errorf("deviation %q is declared twice: %s:%d and %s:%d", d.Name, at.file, at.line, d.first.file, d.first.line))
			case names[d.Name]:
				errs = append(errs, fmt.Errorf("%s has deviation %q twice", o.name, d.Name))
			}
			names[d.Name] = true
		}
	}
	return errs
}

// owner is a node, or an edge to one, with the deviations that it has as options.
type owner struct {
	name  string
	test  bool
	known []Deviation
}

// owners returns the tests, then the machines and the edges of all nodes, by name.
func (g *Graph) owners() []owner {
	var list []owner
	for _, t := range g.sorted(KindTest) {
		if t.test != nil {
			list = append(list, owner{fmt.Sprintf("test %q", t.name), true, t.test.opts.known})
		}
	}
	for _, kind := range []Kind{KindMachine, KindDriver, KindInterface} {
		for _, n := range g.sorted(kind) {
			if n.machine != nil {
				list = append(list, owner{fmt.Sprintf("machine %q", n.name), false, n.machine.opts.known})
			}
			for _, e := range n.out {
				list = append(list, owner{fmt.Sprintf("%q, which %q leads to,", e.name, n.name), false, e.opts.known})
			}
		}
	}
	return list
}

// checkSteps returns an error for each part of a path's test that two of the path's
// deviations explain. That of a second QEMU which does not take the machine may be a third
// one: it comes before the others, or not at all.
func checkSteps(found []Deviation) []error {
	var errs []error
	at := map[Place][]*Deviation{}
	for i := range found {
		d := &found[i]
		for _, place := range d.In {
			for _, e := range at[place] {
				if d.overlaps(e) && (len(d.To) > 0) == (len(e.To) > 0) {
					errs = append(errs, fmt.Errorf("deviations %q and %q are declared for one place: test %q, step %q", e.Name, d.Name, place.Test, place.Step))
				}
			}
			at[place] = append(at[place], d)
		}
	}
	return errs
}

// overlaps reports whether a version of QEMU, or two, has both deviations.
func (d *Deviation) overlaps(e *Deviation) bool {
	first, ok := starts(d.QEMU, e.QEMU)
	second, alsoOK := starts(d.To, e.To)
	if !ok || !alsoOK {
		return false // it is reported as such
	}
	return slices.ContainsFunc(first, func(v Version) bool {
		return slices.ContainsFunc(second, func(w Version) bool { return d.has(v, w) && e.has(v, w) })
	})
}

// checkPlaces returns an error for each place in a test that does not have the
// deviation as an option. One of another node than a test names no test.
func (g *Graph) checkPlaces(d *Deviation, ofTest bool) []error {
	var errs []error
	for _, p := range d.In {
		if p.Test == "" {
			continue
		}
		if !ofTest {
			errs = append(errs, fmt.Errorf("deviation %q: it is an option of no test, and has a place in %q", d.Name, p.Test))
			continue
		}
		n := g.nodes[p.Test]
		if n == nil || n.test == nil || !slices.ContainsFunc(n.test.opts.known, func(other Deviation) bool { return other.Name == d.Name }) {
			errs = append(errs, fmt.Errorf("deviation %q: test %q does not have it as an option (graph.Known)", d.Name, p.Test))
		}
	}
	return errs
}
