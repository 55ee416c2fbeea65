package graph

import "fmt"

// Validate reports everything that is wrong with the graph as one error:
// duplicate and mistyped nodes, names that cannot be target names, machines that
// are used but not registered, drivers without a parent that consume nothing,
// interfaces without a producer or a consumer, tests that no machine reaches,
// command lines that cannot be built, two paths with one name, and faulty declarations of
// deviations and complaints.
func (g *Graph) Validate() error {
	errs := append([]error(nil), g.errs...)
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }

	for _, m := range g.sorted(KindMachine) {
		if m.machine == nil {
			bad("machine %q has edges but is not registered", m.name)
		}
	}
	for _, d := range g.sorted(KindDriver) {
		switch {
		case d.in == 0:
			bad("driver %q: nothing contains it and it consumes nothing", d.name)
		case len(d.out) == 0:
			bad("driver %q: it produces nothing and no test consumes it", d.name)
		}
	}
	for _, i := range g.sorted(KindInterface) {
		switch {
		case i.in == 0:
			bad("interface %q has no producer", i.name)
		case len(i.out) == 0:
			bad("interface %q has no consumer", i.name)
		}
	}

	reached := map[*node]bool{}
	names := map[string]bool{}
	known := map[string]int{}
	checked := map[string]bool{} // tests with the deviations of a path, as many paths have the same
	for p := range g.Paths() {
		reached[p.test()] = true
		found := p.Deviations(Version{})
		key := []byte(p.test().name)
		for _, d := range found {
			known[d.Name]++
			key = append(append(key, 0), d.Name...)
		}
		if !checked[string(key)] {
			checked[string(key)] = true
			errs = append(errs, checkSteps(found)...)
		}
		name := p.String()
		if names[name] {
			bad("two paths are named %q", name)
		}
		names[name] = true
		if _, err := p.CommandLine(); err != nil {
			errs = append(errs, err)
		}
	}
	for _, t := range g.sorted(KindTest) {
		if !reached[t] {
			bad("test %q: no machine leads to it", t.name)
		}
	}
	return joined(append(errs, g.checkDeviations(known)...))
}
