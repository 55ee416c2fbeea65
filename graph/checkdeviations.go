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
	for _, r := range d.QEMU {
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
	for _, t := range g.sorted(KindTest) {
		if t.test == nil {
			continue
		}
		names := map[string]bool{}
		for _, d := range t.test.opts.known {
			at, seen := declared[d.Name]
			switch {
			case !seen:
				declared[d.Name] = d.first
				errs = append(errs, d.check()...)
				errs = append(errs, g.checkPlaces(&d)...)
				if paths[d.Name] == 0 {
					errs = append(errs, fmt.Errorf("deviation %q: no path has it", d.Name))
				}
			case at != d.first:
				errs = append(errs, fmt.Errorf("deviation %q is declared twice: %s:%d and %s:%d", d.Name, at.file, at.line, d.first.file, d.first.line))
			case names[d.Name]:
				errs = append(errs, fmt.Errorf("test %q has deviation %q twice", t.name, d.Name))
			}
			names[d.Name] = true
		}
	}
	return errs
}

// checkSteps returns an error for each part of the path's test that two deviations
// explain.
func (p Path) checkSteps() []error {
	var errs []error
	found := p.Deviations(Version{})
	for i, d := range found {
		for _, place := range d.In {
			for _, e := range found[:i] {
				if slices.Contains(e.In, place) && d.overlaps(&e) {
					errs = append(errs, fmt.Errorf("deviations %q and %q are declared for one place: test %q, step %q", e.Name, d.Name, place.Test, place.Step))
				}
			}
		}
	}
	return errs
}

// overlaps reports whether a version of QEMU has both deviations.
func (d *Deviation) overlaps(e *Deviation) bool {
	var bounds []Version // if any version has both, one of the first ones has
	for _, r := range slices.Concat(d.QEMU, e.QEMU) {
		since, err := ParseVersion(r.Since)
		if r.Since != "" && err != nil {
			return false // it is reported as such
		}
		bounds = append(bounds, since)
	}
	return len(bounds) == 0 || slices.ContainsFunc(bounds, func(v Version) bool { return d.Has(v) && e.Has(v) })
}

// checkPlaces returns an error for each place in a test that does not have the
// deviation as an option.
func (g *Graph) checkPlaces(d *Deviation) []error {
	var errs []error
	for _, p := range d.In {
		if p.Test == "" {
			continue
		}
		n := g.nodes[p.Test]
		if n == nil || n.test == nil || !slices.ContainsFunc(n.test.opts.known, func(other Deviation) bool { return other.Name == d.Name }) {
			errs = append(errs, fmt.Errorf("deviation %q: test %q does not have it as an option (graph.Known)", d.Name, p.Test))
		}
	}
	return errs
}
