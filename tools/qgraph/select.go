package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

// candidate is a path with the QEMU for it.
type candidate struct {
	path        graph.Path
	name        string
	bundle      *bundle.Bundle // nil: none found
	second      *bundle.Bundle // for the second QEMU of a test of two, if another than bundle
	machine     string         // the machine's name for both, if another than the path's
	unavailable error          // why the bundle cannot run it; nil if it can, or is not probed
	known       []string       // the names of the deviations that the bundle's QEMU has on it; none if it is not probed
}

// match returns a function that reports whether pattern selects a path. pattern
// is a path, the label of its target, or a regular expression for a part of it.
func match(pattern string) (func(name string) bool, error) {
	if _, name, ok := strings.Cut(pattern, ":"); ok && strings.Contains(pattern, "//") {
		pattern = "^" + regexp.QuoteMeta(name) + "$"
	}
	re, err := regexp.Compile(strings.TrimPrefix(pattern, "/"))
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	return re.MatchString, nil
}

// selected returns the paths of the patterns, all paths without a pattern.
func selected(g *graph.Graph, patterns []string) ([]candidate, error) {
	var matches []func(string) bool
	for _, pattern := range patterns {
		if p, err := g.Lookup(pattern); err == nil && len(patterns) == 1 {
			return []candidate{{path: p, name: p.String()}}, nil
		}
		m, err := match(pattern)
		if err != nil {
			return nil, err
		}
		matches = append(matches, m)
	}
	var found []candidate
	for p := range g.Paths() {
		name := p.String()
		if len(matches) > 0 && !slices.ContainsFunc(matches, func(m func(string) bool) bool { return m(name) }) {
			continue
		}
		found = append(found, candidate{path: p, name: name})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no path matches %q (qgraph list shows them all)", strings.Join(patterns, " "))
	}
	return found, nil
}

// bundles returns the available QEMU binaries, by architecture.
func bundles(cmd *cobra.Command) (map[string]*bundle.Bundle, error) {
	names, err := cmd.Flags().GetStringArray("qemu")
	if err != nil {
		return nil, err
	}
	found, err := bundle.Find(names...)
	if err != nil {
		return nil, err
	}
	realTime, err := cmd.Flags().GetBool("real-time")
	if err != nil {
		return nil, err
	}
	byArch := map[string]*bundle.Bundle{}
	for _, b := range found {
		if realTime {
			b.Accelerator = bundle.WithoutQtest
		}
		byArch[b.Arch] = b
	}
	return byArch, nil
}

// secondFlag adds the flag --to, for [equipPairs].
func secondFlag(cmd *cobra.Command, to *[]string) {
	cmd.Flags().StringArrayVar(to, "to", nil, "`file` or folder of another QEMU: only tests of two QEMUs, with this as the second")
}

// equipPairs gives each test of two QEMUs another second QEMU, and has both emulate the
// same version of the machine. It leaves out the other tests.
func equipPairs(ctx context.Context, byArch map[string]*bundle.Bundle, to []string, candidates []candidate) ([]candidate, error) {
	pairs := slices.DeleteFunc(candidates, func(c candidate) bool { return !c.path.Pair() })
	if len(pairs) == 0 {
		return nil, errors.New("--to is for tests of two QEMUs, and none of the paths has one")
	}
	found, err := bundle.Find(to...)
	if err != nil {
		return nil, err
	}
	second := map[string]*bundle.Bundle{}
	for _, b := range found {
		second[b.Arch] = b
	}
	firstHas, secondHas := probe(ctx, byArch, pairs), probe(ctx, second, pairs)
	for arch, b := range second {
		if a := byArch[arch]; a != nil {
			bundle.SameClock(a, b)
		}
	}
	for i := range pairs {
		c := &pairs[i]
		arch := c.path.Arch()
		c.bundle, c.second = byArch[arch], second[arch]
		if c.machine, c.unavailable = c.path.Between(firstHas[arch], secondHas[arch]); c.unavailable != nil {
			continue
		}
		for _, d := range c.path.DeviationsTo(firstHas[arch].Number(), secondHas[arch].Number()) {
			c.known = append(c.known, d.Name)
		}
	}
	return pairs, ctx.Err()
}

func pathsOf(candidates []candidate) []graph.Path {
	var paths []graph.Path
	for _, c := range candidates {
		paths = append(paths, c.path)
	}
	return paths
}

// addUnknown adds the paths of models that the graph does not know and the QEMU binaries
// have. One that cannot be used has none.
func addUnknown(ctx context.Context, g *graph.Graph, found []*bundle.Bundle) {
	answers := make([]*graph.Inventory, len(found))
	var wg sync.WaitGroup
	for i, b := range found {
		wg.Go(func() { answers[i] = b.Probe(ctx) })
	}
	wg.Wait()
	g.AddUnknown(answers...)
}

// isOnePath reports whether the patterns are the name of one path.
func isOnePath(g *graph.Graph, patterns []string) bool {
	return len(patterns) == 1 && isPath(g, patterns[0])
}

// probe asks the QEMU binaries that candidates need, at once, for their inventories.
func probe(ctx context.Context, byArch map[string]*bundle.Bundle, candidates []candidate) map[string]*graph.Inventory {
	var wg sync.WaitGroup
	answers := map[string]*graph.Inventory{}
	paths := pathsOf(candidates)
	for _, c := range candidates {
		arch := c.path.Arch()
		if byArch[arch] == nil || answers[arch] != nil {
			continue
		}
		answer := &graph.Inventory{}
		answers[arch] = answer
		wg.Go(func() { *answer = *byArch[arch].Probe(ctx, paths...) })
	}
	wg.Wait()
	return answers
}

// warnOfFaulty says which of the QEMUs at hand cannot be used, and why.
func warnOfFaulty(cmd *cobra.Command, candidates []candidate) {
	said := map[string]bool{}
	for _, c := range candidates {
		u := (*graph.Unavailable)(nil)
		if errors.As(c.unavailable, &u) && u.Cause == graph.Faulty && !said[u.Reason] {
			said[u.Reason] = true
			fmt.Fprintf(cmd.ErrOrStderr(), "qgraph: warning: %s\n", u.Reason)
		}
	}
}

// equip gives each candidate the QEMU of its architecture, and asks those QEMU
// binaries, at once, whether they can run it, and which deviations they have.
func equip(ctx context.Context, byArch map[string]*bundle.Bundle, candidates []candidate) error {
	answers := probe(ctx, byArch, candidates)
	for i, c := range candidates {
		candidates[i].bundle = byArch[c.path.Arch()]
		q := answers[c.path.Arch()]
		if candidates[i].unavailable = c.path.Available(q); candidates[i].unavailable != nil {
			continue
		}
		for _, d := range c.path.Deviations(q.Number()) {
			candidates[i].known = append(candidates[i].known, d.Name)
		}
	}
	return ctx.Err()
}
